using WaterWatch.Access;
using WaterWatch.Replay;
using WaterWatch.Tests.Storage;

namespace WaterWatch.Tests.Access;

public sealed class FirstAdminLinkTests : IDisposable
{
    private const string Password = "the river is 389 km long";

    private readonly DataDirectory _directory = new();
    private readonly AccessStore _store;
    private readonly StoryClock _clock = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly FirstAdminLink _link;

    public FirstAdminLinkTests()
    {
        _store = AccessStore.Open(_directory.Path);
        _link = new FirstAdminLink(_store, _clock);
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void It_makes_one_admin_and_is_used_up()
    {
        var token = _link.Make()!;
        Assert.NotNull(_link.Use(token, "ana", "short"));
        Assert.Null(_link.Use(token, "ana", Password));
        Assert.NotNull(_link.Use(token, "bo", Password));
        Assert.Equal([("ana", Role.Admin)], _store.Users().Select(u => (u.Name, u.Role)));
        Assert.Null(_link.Make());
    }

    [Fact]
    public void It_ends_after_a_day()
    {
        var token = _link.Make()!;
        _clock.MoveTo(_clock.GetUtcNow() + FirstAdminLink.GoodFor - TimeSpan.FromSeconds(1));
        Assert.True(_link.IsGood(token));
        _clock.MoveTo(_clock.GetUtcNow().AddSeconds(1));
        Assert.False(_link.IsGood(token));
        Assert.NotNull(_link.Use(token, "ana", Password));
    }

    [Fact]
    public void It_ends_when_there_is_a_user_and_when_another_is_made()
    {
        var (first, second) = (_link.Make()!, _link.Make()!);
        Assert.False(_link.IsGood(first));
        Assert.True(_link.IsGood(second));
        Assert.Null(_store.AddUser("viewer", Role.Viewer, Password, "root", _clock.GetUtcNow()));
        Assert.False(_link.IsGood(second));
    }

    [Fact]
    public void Nothing_else_is_it()
    {
        Assert.False(_link.IsGood(""));
        var token = _link.Make()!;
        Assert.All((string[])["", "x", token[1..], token + "A", token.ToUpperInvariant()], other => Assert.False(_link.IsGood(other)));
    }
}
