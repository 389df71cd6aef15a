using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using WaterWatch.Access;

namespace WaterWatch.AcceptanceTests.Access;

/// <summary>People sign in by a form and programs by a token.</summary>
[Collection(RunningService.Name)]
public sealed class SignInTests
{
    private const string Stations = "/api/v1/stations";

    [Fact]
    public async Task The_right_password_opens_a_session_whose_cookie_no_script_and_no_other_site_gets()
    {
        await using var host = await SignInHost.StartAsync();
        using var browser = host.Browser();
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var led = await browser.GetAsync(Stations);
        Assert.Equal(HttpStatusCode.Redirect, led.StatusCode);

        using var signedIn = await SignInHost.SignInAsync(browser, "viewer", path: led.Headers.Location!.PathAndQuery);
        Assert.Equal((HttpStatusCode.Redirect, Stations), (signedIn.StatusCode, signedIn.Headers.Location!.OriginalString));
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("waterwatch=", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=lax; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser));

        using var signedOut = await SignInHost.SendFormAsync(browser, "/sign-in");
        Assert.Equal(HttpStatusCode.Redirect, signedOut.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(browser));
    }

    [Fact]
    public async Task Behind_a_proxy_with_TLS_the_cookie_goes_by_TLS_alone_and_nothing_is_open()
    {
        await using var host = await SignInHost.StartAsync(users: false, isOpen: false, "web.behind_proxy=true");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host.Browser()));
        Assert.Null(host.Store.AddUser("ana", Role.Viewer, SignInHost.Password, "test", host.Clock.GetUtcNow()));

        // The proxy's part is played here: cookies are taken along by hand, since this side speaks http.
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(host.Url) };
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var page = await browser.GetAsync("/sign-in");
        var form = Assert.Single(page.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; secure; samesite=strict; httponly", form, StringComparison.Ordinal);
        browser.DefaultRequestHeaders.Add("Cookie", form.Split(';')[0]);
        using var signedIn = await SignInHost.SignInAsync(browser, "ana");
        Assert.Contains(signedIn.Headers.GetValues("Set-Cookie"), c => c.StartsWith("waterwatch=", StringComparison.Ordinal) && c.Contains("; secure; samesite=lax; httponly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer()
    {
        await using var host = await SignInHost.StartAsync();
        using var browser = host.Browser();
        using var wrong = await SignInHost.SignInAsync(browser, "viewer", "wrong");
        using var unknown = await SignInHost.SignInAsync(browser, "nobody", SignInHost.Password);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (wrong.StatusCode, unknown.StatusCode));
        foreach (var answer in (HttpResponseMessage[])[wrong, unknown])
        {
            Assert.Contains("Name or password is not right.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser));
    }

    [Fact]
    public async Task Too_many_tries_wait_even_with_the_right_password()
    {
        await using var host = await SignInHost.StartAsync();
        using var browser = host.Browser();
        for (var i = 0; i < SignInLimits.MostOfName; i++)
        {
            using var wrong = await SignInHost.SignInAsync(browser, "viewer", "wrong");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var tooOften = await SignInHost.SignInAsync(browser, "viewer");
        Assert.Equal((HttpStatusCode.TooManyRequests, SignInLimits.Window), (tooOften.StatusCode, tooOften.Headers.RetryAfter!.Delta));
        host.Clock.MoveTo(host.Clock.GetUtcNow() + SignInLimits.Window);
        using var later = await SignInHost.SignInAsync(browser, "viewer");
        Assert.Equal(HttpStatusCode.Redirect, later.StatusCode);
    }

    [Theory]
    [InlineData("//evil.example.org")]
    [InlineData("/\\evil.example.org")]
    [InlineData("https://evil.example.org")]
    public async Task A_sign_in_leads_nowhere_else(string back)
    {
        await using var host = await SignInHost.StartAsync();
        using var signedIn = await SignInHost.SignInAsync(host.Browser(), "viewer", path: $"/sign-in?return={Uri.EscapeDataString(back)}");
        Assert.Equal("/", signedIn.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_form_that_is_not_ours_does_nothing()
    {
        await using var host = await SignInHost.StartAsync();
        using var browser = host.Browser();
        using var forged = new FormUrlEncodedContent([KeyValuePair.Create("name", "viewer"), KeyValuePair.Create("password", SignInHost.Password)]);
        using var refused = await browser.PostAsync("/sign-in", forged);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser));

        using var signedIn = await SignInHost.SignInAsync(browser, "viewer");
        using var huge = await browser.PostAsync("/sign-in", new FormUrlEncodedContent(Enumerable.Range(0, 5_000).Select(i => KeyValuePair.Create($"field{i}", ""))));
        Assert.Equal(HttpStatusCode.BadRequest, huge.StatusCode);
        using var signOut = await browser.PostAsync("/sign-out", new FormUrlEncodedContent([]));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (signOut.StatusCode, await StatusAsync(browser)));
    }

    [Fact]
    public async Task A_session_outlives_a_restart_and_ends_when_it_was_not_used_for_long()
    {
        await using var host = await SignInHost.StartAsync();
        var cookies = new CookieContainer();
        using (var browser = host.Browser(cookies))
        {
            using var signedIn = await SignInHost.SignInAsync(browser, "viewer");
        }

        await host.RestartAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host.Browser(cookies)));
        host.Clock.MoveTo(host.Clock.GetUtcNow().AddHours(12).AddMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host.Browser(cookies)));
    }

    [Fact]
    public async Task A_session_ends_with_its_password_and_with_its_user()
    {
        await using var host = await SignInHost.StartAsync();
        using var first = host.Browser();
        using var second = host.Browser();
        using var one = await SignInHost.SignInAsync(first, "viewer");
        using var two = await SignInHost.SignInAsync(second, "operator");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(first), await StatusAsync(second)));

        Assert.Null(host.Store.SetPassword("viewer", "another river, 74 km", "test", host.Clock.GetUtcNow()));
        Assert.Null(host.Store.RemoveUser("operator", "test", host.Clock.GetUtcNow()));
        Assert.Null(host.Store.AddUser("operator", Role.Operator, SignInHost.Password, "test", host.Clock.GetUtcNow()));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (await StatusAsync(first), await StatusAsync(second)));
    }

    [Fact]
    public async Task A_token_ends_when_it_says()
    {
        await using var host = await SignInHost.StartAsync();
        using var program = host.Program(Role.Viewer, TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(program));
        host.Clock.MoveTo(host.Clock.GetUtcNow().AddDays(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(program));
    }

    [Fact]
    public async Task Whoever_is_signed_in_acts_in_the_own_name_and_in_no_other()
    {
        await using var host = await SignInHost.StartAsync();
        using var browser = host.Browser();
        using var signedIn = await SignInHost.SignInAsync(browser, "operator");
        using var program = host.Program(Role.Operator);

        Assert.Equal((200, "operator"), await MuteAsync(host, browser, null));
        Assert.Equal((200, "operator"), await MuteAsync(host, browser, "Operator"));
        Assert.Equal((200, "token-operator"), await MuteAsync(host, program, null));
        Assert.Equal((403, "Not in another's name"), await MuteAsync(host, browser, "admin"));
        Assert.Equal((403, "Not in another's name"), await MuteAsync(host, program, "operator"));
    }

    [Fact]
    public async Task While_it_is_open_whoever_acts_says_who_it_is()
    {
        await using var host = await SignInHost.StartAsync(users: false);
        using var browser = host.Browser();
        Assert.Equal((200, "Chen Jing"), await MuteAsync(host, browser, "Chen Jing"));
        Assert.Equal(400, (await MuteAsync(host, browser, null)).Status);
    }

    [Fact]
    public async Task The_first_admin_comes_by_a_link_that_is_good_once()
    {
        await using var host = await SignInHost.StartAsync(users: false);
        using var browser = host.Browser();
        var path = $"/first-admin/{host.FirstAdminToken()}";
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser));

        using var differs = await SignInHost.SendFormAsync(browser, path, ("name", "<ana>"), ("password", SignInHost.Password), ("again", "other"));
        Assert.Equal(HttpStatusCode.BadRequest, differs.StatusCode);
        Assert.Contains("value=\"&lt;ana&gt;\"", await differs.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var forged = await browser.PostAsync(path, new FormUrlEncodedContent([KeyValuePair.Create("name", "ana")]));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        using var done = await SignInHost.SendFormAsync(browser, path, ("name", "ana"), ("password", SignInHost.Password), ("again", SignInHost.Password));
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Gone), (await StatusAsync(browser), await StatusAsync(browser, path)));
        using var signedIn = await SignInHost.SignInAsync(browser, "ana");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser, "/api/v1/users"));
    }

    [Fact]
    public async Task An_admin_makes_users_and_tokens_whose_secrets_are_shown_once()
    {
        await using var host = await SignInHost.StartAsync();
        using var admin = host.Program(Role.Admin);
        using var added = await admin.PostAsync("/api/v1/users", SignInHost.Json($$"""{"name":"bo","role":"viewer","password":"{{SignInHost.Password}}"}"""));
        Assert.Equal(HttpStatusCode.NoContent, added.StatusCode);
        using var made = await admin.PostAsync("/api/v1/tokens", SignInHost.Json("""{"name":"grafana","role":"viewer"}"""));
        var secret = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        Assert.DoesNotContain(secret, await admin.GetStringAsync("/api/v1/tokens"), StringComparison.Ordinal);
        Assert.DoesNotContain("password", await admin.GetStringAsync("/api/v1/users"), StringComparison.Ordinal);

        using var program = host.Browser();
        program.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(program, "/metrics"));
        using var removed = await admin.DeleteAsync("/api/v1/tokens/grafana");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (removed.StatusCode, await StatusAsync(program, "/metrics")));
        Assert.Contains("token-admin", await admin.GetStringAsync("/api/v1/users/changes"), StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path = Stations)
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }

    /// <summary>Makes a silence, an act that needs no incident.</summary>
    /// <returns>The status, and who did it or why nobody did.</returns>
    private static async Task<(int Status, string? By)> MuteAsync(SignInHost host, HttpClient client, string? by)
    {
        var until = host.Clock.GetUtcNow().AddHours(1);
        using var answer = await client.PostAsJsonAsync("/api/v1/silences", new { until = $"{until:yyyy-MM-ddTHH:mm:ssZ}", reason = "works at the dam", by });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return ((int)answer.StatusCode, body.GetProperty(answer.IsSuccessStatusCode ? "by" : "title").GetString());
    }
}
