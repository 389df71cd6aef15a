using WaterWatch.Access;
using WaterWatch.Storage;
using WaterWatch.Storage.Sqlite;
using WaterWatch.Tests.Storage;

namespace WaterWatch.Tests.Access;

public sealed class AccessStoreTests : IDisposable
{
    private const string Password = "the river is 389 km long";
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T08:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    private readonly DataDirectory _directory = new();
    private readonly AccessStore _store;

    public AccessStoreTests() => _store = AccessStore.Open(_directory.Path);

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_user_is_found_by_name_and_password_alone()
    {
        Assert.False(_store.HasUsers);
        Assert.Null(_store.AddUser("Chen Jing", Role.Operator, Password, "root", Now));

        Assert.True(_store.HasUsers);
        var user = _store.FindUser("chen jing", Password);
        Assert.Equal(("Chen Jing", Role.Operator, Now, "root"), (user!.Name, user.Role, user.CreatedAt, user.CreatedBy));
        Assert.Null(_store.FindUser("Chen Jing", Password + " "));
        Assert.Null(_store.FindUser("Chen", Password));
    }

    [Fact]
    public void Neither_password_nor_token_stands_in_the_file_and_equal_passwords_do_not_show()
    {
        Assert.Null(_store.AddUser("ana", Role.Admin, Password, "root", Now));
        Assert.Null(_store.AddUser("bo", Role.Viewer, Password, "root", Now));
        Assert.Null(_store.AddToken("grafana", Role.Viewer, null, "root", Now, out var secret));

        var bytes = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(_directory.Path, AccessStore.FileName)));
        Assert.DoesNotContain(Password, bytes, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[3..], bytes, StringComparison.Ordinal);
        Assert.NotEqual(Passwords.Hash(Password), Passwords.Hash(Password));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory.Path, AccessStore.FileName)));
        }
    }

    [Theory]
    [InlineData("", Password, "name")]
    [InlineData(" ana", Password, "name")]
    [InlineData("ana\n", Password, "name")]
    [InlineData("a  b", Password, "name")]
    [InlineData("<b>ana</b>", Password, "name")]
    [InlineData("ana", "short", "10 characters")]
    [InlineData("ana", "aaaaaaaaaaaaaaaaaa", "different")]
    [InlineData("hechi-chief", "hechi-chief-2012", "name")]
    public void What_is_no_name_or_no_password_is_refused_with_the_reason(string name, string password, string words)
    {
        Assert.Contains(words, _store.AddUser(name, Role.Admin, password, "root", Now), StringComparison.Ordinal);
        Assert.False(_store.HasUsers);
    }

    [Fact]
    public void A_name_is_one_user_or_one_token()
    {
        Assert.Null(_store.AddUser("ana", Role.Admin, Password, "root", Now));
        Assert.Null(_store.AddToken("sampler", Role.Operator, null, "root", Now, out _));
        Assert.Contains("user \"ANA\"", _store.AddUser("ANA", Role.Viewer, Password, "root", Now), StringComparison.Ordinal);
        Assert.Contains("user", _store.AddToken("ana", Role.Viewer, null, "root", Now, out _), StringComparison.Ordinal);
        Assert.Contains("token", _store.AddUser("sampler", Role.Viewer, Password, "root", Now), StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_the_last_user_nor_the_last_admin_goes()
    {
        Assert.Null(_store.AddUser("ana", Role.Admin, Password, "root", Now));
        Assert.Contains("last user", _store.RemoveUser("ana", "root", Now), StringComparison.Ordinal);
        Assert.Null(_store.AddUser("bo", Role.Viewer, Password, "root", Now));
        Assert.Contains("last admin", _store.RemoveUser("ana", "root", Now), StringComparison.Ordinal);
        Assert.Null(_store.RemoveUser("bo", "root", Now));
        Assert.Equal(["ana"], _store.Users().Select(u => u.Name));
    }

    [Fact]
    public void Another_password_is_another_stamp()
    {
        Assert.Null(_store.AddUser("ana", Role.Admin, Password, "root", Now));
        var before = _store.FindUser("ana")!.Stamp;
        Assert.Null(_store.SetPassword("ana", "another river, 74 km", "root", Now));
        Assert.NotEqual(before, _store.FindUser("ana")!.Stamp);
        Assert.Null(_store.FindUser("ana", Password));
        Assert.NotNull(_store.FindUser("ana", "another river, 74 km"));
    }

    [Fact]
    public void A_token_is_found_by_its_secret_and_ends_when_it_says()
    {
        Assert.Null(_store.AddToken("grafana", Role.Viewer, Now.AddDays(90), "ana", Now, out var secret));
        Assert.Null(_store.AddToken("other", Role.Operator, null, "ana", Now, out var other));

        var token = _store.FindToken(secret)!;
        Assert.Equal(("grafana", Role.Viewer), (token.Name, token.Role));
        Assert.True(token.IsGoodAt(Now.AddDays(90).AddTicks(-1)));
        Assert.False(token.IsGoodAt(Now.AddDays(90)));
        Assert.True(_store.FindToken(other)!.IsGoodAt(DateTimeOffset.MaxValue));
        Assert.Null(_store.FindToken(secret + "A"));
        Assert.Contains("future", _store.AddToken("third", Role.Viewer, Now, "ana", Now, out var none), StringComparison.Ordinal);
        Assert.Empty(none);
        Assert.Null(_store.RemoveToken("grafana", "ana", Now));
        Assert.Null(_store.FindToken(secret));
    }

    [Fact]
    public void Who_did_what_is_kept_and_what_was_refused_is_not()
    {
        _store.AddUser("ana", Role.Admin, Password, "root", Now);
        _store.AddUser("ana", Role.Admin, Password, "root", Now);
        _store.AddToken("grafana", Role.Viewer, Now.AddDays(1), "ana", Now, out _);
        _store.RemoveToken("grafana", "ana", Now);
        Assert.Equal(
            [("root", "user ana added as admin"), ("ana", "token grafana added as viewer, until 2026-03-02T08:00:00Z"), ("ana", "token grafana removed")],
            _store.Changes().Select(c => (c.By, c.What)));
    }

    [Fact]
    public void Another_process_sees_what_was_written_and_may_write_itself()
    {
        using var other = AccessStore.Open(_directory.Path);
        Assert.Null(other.AddUser("ana", Role.Admin, Password, "root", Now));
        Assert.True(_store.HasUsers);
        Assert.Null(_store.AddUser("bo", Role.Viewer, Password, "ana", Now));
        Assert.Null(other.RemoveUser("bo", "root", Now));
        Assert.Null(_store.FindUser("bo"));
    }

    [Fact]
    public void A_file_of_a_newer_program_is_left_alone()
    {
        using (var newer = Connection.OpenWriting(Path.Combine(_directory.Path, AccessStore.FileName), "FULL"))
        {
            newer.Execute("PRAGMA user_version=99");
        }

        Assert.Contains("newer", Assert.Throws<StorageException>(() => AccessStore.Open(_directory.Path)).Message, StringComparison.Ordinal);
    }
}
