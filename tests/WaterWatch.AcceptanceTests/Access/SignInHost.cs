using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Access;
using WaterWatch.Commands;
using WaterWatch.Configuration;
using WaterWatch.Replay;

namespace WaterWatch.AcceptanceTests.Access;

/// <summary>The real host in this process, so that its routes can be listed and its clock turned; asked over HTTP as by anybody.</summary>
internal sealed partial class SignInHost : IAsyncDisposable
{
    public const string Password = "the river is 389 km long";

    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-sign-in-").FullName;
    private readonly bool _isOpen;

    private SignInHost(bool isOpen) => _isOpen = isOpen;

    public StoryClock Clock { get; } = new(DateTimeOffset.UtcNow);

    public WebApplication App { get; private set; } = null!;

    public int MqttPort { get; } = FreePort.Next();

    public string Data => Path.Combine(_folder, "data");

    public AccessStore Store => App.Services.GetRequiredService<AccessStore>();

    public string Url => App.Urls.First();

    public string FirstAdminToken() => App.Services.GetRequiredService<FirstAdminLink>().Make()!;

    /// <param name="users">One of each role, named like it.</param>
    /// <param name="sets">As by <c>--set</c>.</param>
    public static async Task<SignInHost> StartAsync(bool users = true, bool isOpen = false, params string[] sets)
    {
        var host = new SignInHost(isOpen);
        new TestConfig(1).Write(Path.Combine(host._folder, "config"));
        await host.StartAsync(sets);
        if (users)
        {
            Assert.All(Enum.GetValues<Role>(), role => Assert.Null(host.Store.AddUser(role.Word(), role, Password, "test", host.Clock.GetUtcNow())));
        }

        return host;
    }

    public async Task RestartAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await StartAsync([]);
    }

    /// <summary>Like a browser, except that it follows nothing.</summary>
    public HttpClient Browser(CookieContainer? cookies = null) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new CookieContainer() }) { BaseAddress = new Uri(Url), DefaultRequestHeaders = { { "Accept-Language", "en" } } };

    /// <summary>A program with a token of the role, named token-role; null for none.</summary>
    public HttpClient Program(Role? role, TimeSpan? goodFor = null)
    {
        var client = Browser();
        if (role is { } known)
        {
            var now = Clock.GetUtcNow();
            Assert.Null(Store.AddToken($"token-{known.Word()}", known, now + goodFor, "test", now, out var secret));
            client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        }

        return client;
    }

    /// <summary>Opens the page and sends its form.</summary>
    public static async Task<HttpResponseMessage> SendFormAsync(HttpClient browser, string path, params (string Name, string Value)[] fields)
    {
        var page = await browser.GetStringAsync(path);
        var action = Action().Match(page).Groups[1].Value;
        var token = Token().Match(page).Groups[1].Value;
        var back = Return().Match(page) is { Success: true } match ? match.Groups[1].Value : "";
        using var form = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", token)).Append(("return", WebUtility.HtmlDecode(back))).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        return await browser.PostAsync(action, form);
    }

    public static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string name, string password = Password, string path = "/sign-in") =>
        SendFormAsync(browser, path, ("name", name), ("password", password));

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(string[] sets)
    {
        var loaded = ConfigurationFolder.Load(Path.Combine(_folder, "config"), new Dictionary<string, string>(), sets);
        Assert.True(loaded.TryGet(out var configuration), string.Join('\n', loaded.Problems));
        App = WatchHost.Build(configuration.With(Data, "http://127.0.0.1:0", $"127.0.0.1:{MqttPort}"), Clock, ClockMode.OfAPlayer, LogLevel.Error, _isOpen);
        await App.StartAsync();
    }

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex Action();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"return\" value=\"([^\"]+)\"")]
    private static partial Regex Return();
}
