using System.Text;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Importing;
using WaterWatch.Importing.Mapping;

namespace WaterWatch.Tests.Importing;

/// <summary>Mutated and random files: nothing is thrown, every row is read, set aside or empty, and the bytes of what is set aside are those of the file. More of them with WATERWATCH_TEST_LONG=1.</summary>
public sealed class ImportFuzzTests : IDisposable
{
    private static readonly int s_rounds = Environment.GetEnvironmentVariable("WATERWATCH_TEST_LONG") == "1" ? 100_000 : 500;

    private static readonly string s_table = "station,taken_at,Cd (ug/L),pH,\"a, note\"\n" + string.Concat(Enumerable.Range(0, 6).Select(i =>
        $"upper,2012-01-15T0{i}:30:00Z,0.{i},7.{i},\"said \"\"so\"\"\nonce\"\nmiddle,2012-01-15 0{i}:30,<0.3,,\n"));

    private static readonly string s_points = string.Concat(Enumerable.Range(0, 8).Select(i =>
        $"water,station=upper,metal=c\\ d ph=7.{i},flag=\"a \\\"b\\\", c\",n={i}i 132659100000000000{i}\n"));

    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-fuzz-").FullName;

    [Theory]
    [InlineData("table.csv", 1)]
    [InlineData("points.lp", 2)]
    public void Whatever_is_in_a_file_is_read_or_set_aside(string name, int seed)
    {
        var random = new Random(seed);
        var (read, aside, refused) = (0, 0, 0);
        for (var round = 0; round < s_rounds; round++)
        {
            var bytes = Mutated(random, name == "table.csv" ? s_table : s_points, random.Next(10) == 0);
            var path = Path.Combine(_folder, name);
            File.WriteAllBytes(path, bytes);
            var problems = new Problems();
            using var file = ImportFile.Open(path, name, new ImportMapping(), problems);
            if (file is null)
            {
                Assert.True(problems.Any, $"Neither read nor refused, round {round}");
                refused++;
                continue;
            }

            var lines = FileCases.Read(file, new ImportMapping());
            read += lines.Count(l => l.StartsWith("upper", StringComparison.Ordinal) || l.StartsWith("middle", StringComparison.Ordinal));
            aside += lines.Count(l => l.StartsWith("line ", StringComparison.Ordinal));
        }

        // The seeds are readable and the mutations break them: both must have happened for the above to say anything.
        Assert.True(read > s_rounds && aside > s_rounds / 10 && (refused > 0 || name == "points.lp"), $"{read} read, {aside} set aside, {refused} refused");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Mutated(Random random, string seed, bool inTheHeader)
    {
        var bytes = Encoding.UTF8.GetBytes(seed).ToList();
        var first = inTheHeader ? 0 : bytes.IndexOf((byte)'\n');
        for (var changes = random.Next(0, 5); changes > 0; changes--)
        {
            var at = random.Next(first, bytes.Count);
            var length = Math.Min(random.Next(1, 12), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] = (byte)"\",\n\\= ;\t\r"[random.Next(9)]; break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length)); break;
                case 4: bytes.InsertRange(at, Enumerable.Repeat(bytes[at], random.Next(1, 60))); break;
                default: bytes.InsertRange(at, [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(256))]); break;
            }
        }

        return [.. bytes];
    }
}
