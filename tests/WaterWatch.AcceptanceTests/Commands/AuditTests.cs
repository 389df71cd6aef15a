using System.Text;
using System.Text.RegularExpressions;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Storage;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.AcceptanceTests.Commands;

/// <summary><c>audit verify</c> over the record that the demo leaves, whole and tampered with: issue 1, criterion 2.</summary>
[Collection(DemoRecord.Name)]
public partial class AuditTests(DemoRun demo)
{
    [Fact]
    public async Task It_holds_on_what_the_demo_wrote()
    {
        var verified = await VerifyAsync(demo.Data);
        Assert.True(verified.ExitCode == 0, verified.Text);
        Assert.Matches(Head(), verified.Text);
    }

    [Fact]
    public async Task It_holds_with_the_head_that_an_earlier_report_printed()
    {
        var entry = demo.Conclusions.Timeline[^5];
        var verified = await VerifyAsync(demo.Data, "--head", $"{entry.Seq}:{entry.Hash}");
        Assert.True(verified.ExitCode == 0, verified.Text);
    }

    [Fact]
    public async Task It_names_the_entry_of_which_one_byte_was_changed()
    {
        var data = demo.CopyOfData();
        var entry = demo.Conclusions.Timeline.First(e => e.Data.GetValueOrDefault("value") == "0.4075");
        Change(data, "timeline", "data", entry.Seq, bytes => bytes.IndexOf("0.4075"u8) + 5);

        var verified = await VerifyAsync(data);
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains($"timeline entry {entry.Seq}:", verified.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_names_the_raw_block_of_which_one_byte_was_changed()
    {
        var data = demo.CopyOfData();
        const int Batch = 40;
        Change(data, "batch", "raw", Batch, bytes => bytes.Length / 2);

        var verified = await VerifyAsync(data);
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains($"{Batch}", verified.Text, StringComparison.Ordinal);
        Assert.Contains("raw", verified.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_finds_a_cut_tail_by_the_head_that_left_the_machine()
    {
        var data = demo.CopyOfData();
        var head = demo.Conclusions.Timeline[^1];
        Execute(data, $"DELETE FROM timeline WHERE seq > {head.Seq - 3}");

        var verified = await VerifyAsync(data, "--head", $"{head.Seq}:{head.Hash}");
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains($"timeline entry {head.Seq - 2}", verified.Text, StringComparison.Ordinal);
        Assert.Contains("the tail was cut", verified.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_with_another_hash_says_that_the_record_was_rewritten()
    {
        var entry = demo.Conclusions.Timeline[10];
        var verified = await VerifyAsync(demo.Data, "--head", $"{entry.Seq}:{new string('a', 64)}");
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains($"timeline entry {entry.Seq}", verified.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_no_record_it_does_not_say_that_all_is_well()
    {
        Assert.Equal(1, (await VerifyAsync(Path.Combine(demo.Data, "nothing-here"))).ExitCode);
    }

    private static Task<CommandRun> VerifyAsync(string data, params string[] more) => CommandRun.RunAsync(["audit", "verify", "--data", data, .. more]);

    /// <summary>Flips one bit of one stored value, as somebody with the file in his hands would.</summary>
    private static void Change(string data, string table, string column, long seq, Place place)
    {
        using var file = Connection.OpenWriting(Path.Combine(data, WatchLog.FileName), "FULL");
        byte[] stored;
        bool isText;
        using (var row = file.Prepare($"SELECT {column}, typeof({column}) = 'text' FROM {table} WHERE seq = ?").Bind(1, seq))
        {
            Assert.True(row.Step());
            (stored, isText) = (row.Blob(0).ToArray(), row.Int(1) == 1);
        }

        stored[place(stored)] ^= 1;
        using var update = file.Prepare($"UPDATE {table} SET {column} = ?1 WHERE seq = ?2").Bind(2, seq);
        (isText ? update.Bind(1, Encoding.UTF8.GetString(stored)) : update.Bind(1, stored)).Run();
    }

    private static void Execute(string data, string sql)
    {
        using var file = Connection.OpenWriting(Path.Combine(data, WatchLog.FileName), "FULL");
        file.Execute(sql);
    }

    private delegate int Place(ReadOnlySpan<byte> bytes);

    [GeneratedRegex("[0-9]+:[0-9a-f]{64}")]
    private static partial Regex Head();
}
