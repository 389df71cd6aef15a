using WaterWatch.Access;
using WaterWatch.Configuration.Options;

namespace WaterWatch.Tests.Access;

public sealed class ExposureTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", false, false, false, "")]
    [InlineData("http://localhost:8080", true, false, false, "")]
    [InlineData("http://[::1]:8080", true, false, false, "")]
    [InlineData("127.0.0.1:8080", false, false, true, "not an address")]
    [InlineData("http://0.0.0.0:8080", true, true, true, "--open")]
    [InlineData("https://*:8443", true, false, true, "--open")]
    [InlineData("http://127.0.0.1:8080", true, true, true, "behind_proxy")]
    [InlineData("http://127.0.0.1:8080", false, true, true, "")]
    [InlineData("http://0.0.0.0:8080", false, false, true, "web.behind_proxy: true")]
    [InlineData("http://+:8080", false, false, true, "web.behind_proxy: true")]
    [InlineData("http://water.example.org", false, false, true, "web.behind_proxy: true")]
    [InlineData("http://0.0.0.0:8080", false, true, false, "")]
    [InlineData("https://0.0.0.0:8443", false, false, false, "users add")]
    [InlineData("https://0.0.0.0:8443", false, false, true, "")]
    public void Beyond_this_machine_it_takes_users_and_TLS_or_a_proxy(string url, bool isOpen, bool behindProxy, bool hasUsers, string why)
    {
        var words = Exposure.Unsafe(new Settings { WebUrls = ["http://127.0.0.1:1", url], BehindProxy = behindProxy }, isOpen, () => hasUsers);
        Assert.Equal(why.Length == 0, words is null);
        Assert.Contains(why, words ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_address_nothing_is_started_and_nothing_is_open()
    {
        var settings = new Settings { WebUrls = [] };
        Assert.Contains("no address", Exposure.Unsafe(settings, isOpen: false, () => true) ?? "", StringComparison.Ordinal);
        Assert.Equal(AccessMode.SignIn, Exposure.ModeOf(settings, isOpen: false));
    }

    /// <summary>Numbers, since the modes are not public: 0 sign-in, 1 open until the first user, 2 open.</summary>
    [Theory]
    [InlineData("http://127.0.0.1:8080", false, false, 1)]
    [InlineData("http://127.0.0.1:8080", false, true, 2)]
    [InlineData("http://127.0.0.1:8080", true, false, 0)]
    [InlineData("https://0.0.0.0:8443", false, false, 0)]
    public void It_is_open_for_want_of_a_user_on_this_machine_alone(string url, bool behindProxy, bool isOpen, int mode) =>
        Assert.Equal((AccessMode)mode, Exposure.ModeOf(new Settings { WebUrls = [url], BehindProxy = behindProxy }, isOpen));
}
