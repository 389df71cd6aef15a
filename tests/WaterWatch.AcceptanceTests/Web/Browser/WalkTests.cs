using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web.Browser;

/// <summary>One spill in a real browser, from the first sign-in to the auditor's file, as the people of a small bureau would live it.</summary>
[Collection(ShownPages.Name)]
public sealed partial class WalkTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Password = "the river is 389 km long";

    [SkippableFact]
    public async Task A_spill_is_lived_through_from_the_first_admin_to_the_closed_incident()
    {
        Chromium.RequireOrSkip();
        await using var bureau = await Bureau.OpenAsync(chromium);
        var (home, _, admin) = bureau;

        await using var sender = new Sender(home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.001");
        await sender.PublishCadmiumAsync(1, "2012-01-15T01:00:00Z", "0.07");
        await Assertions.Expect(admin.Page.Locator(".card.ask.Red .figure")).ToHaveTextAsync("Cadmium 0.07 mg/L · 14.0×");

        await admin.Page.GotoAsync(home.Url("/incidents/1"));
        await ActAsync(admin.Page, "acknowledge", ("reason", "on my way to the bridge"));
        await ActAsync(admin.Page, "note", ("text", "dead fish on the left bank"));
        await ActAsync(
            admin.Page, "sample", ("number", "2012-0115-07"), ("station", "s1"), ("sampled_at", "2012-01-15T09:10"), ("sampled_by", "Wei Min"), ("results", "Cd 0.069 mg/L HJ 700-2014"), ("laboratory", "Hechi"));
        await Assertions.Expect(admin.Page.Locator(".timeline")).ToContainTextAsync("confirmed by a laboratory");

        await using var anybody = await chromium.OpenAsync(360, 740, "zh-CN");
        await ActAsync(admin.Page, "publish", ("reason", "approved by the bureau"));
        await anybody.Page.GotoAsync(home.Url("/public"));
        await Assertions.Expect(anybody.Page.Locator("main")).ToContainTextAsync("0.07");
        await anybody.AssertFitsAsync();
        await anybody.PictureAsync("public-zh-phone");
        await anybody.AssertWellAsync();
        await ActAsync(admin.Page, "close", ("despite", "true"), ("reason", "the station is taken down for the winter"));
        await Assertions.Expect(admin.Page.Locator("main")).ToContainTextAsync("closed by chief");
        await ActAsync(admin.Page, "withdraw", ("reason", "a second laboratory disagrees"));
        await anybody.Page.ReloadAsync();
        await Assertions.Expect(anybody.Page.Locator("main")).ToContainTextAsync("撤回");
        await ExportAsync(admin.Page, home);
        await admin.AssertWellAsync();
        await anybody.AssertWellAsync();
    }

    [SkippableFact]
    public async Task Who_is_on_duty_and_what_was_set_aside_are_arranged_by_the_people_who_may()
    {
        Chromium.RequireOrSkip();
        await using var bureau = await Bureau.OpenAsync(chromium);
        var (home, service, admin) = bureau;

        await admin.Page.GotoAsync(home.Url("/on-duty"));
        await FillAsync(
            admin.Page.Locator("form:has(input[name=do][value=override])"), ("rota", "always"), ("person", "ana"), ("until", DateTimeOffset.UtcNow.AddHours(5).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture)), ("reason", "bo is ill"));
        await Assertions.Expect(admin.Page.Locator("main")).ToContainTextAsync("override by chief: bo is ill");
        await admin.PictureAsync("on-duty-override");

        await using (var sender = new Sender(home.MqttPort))
        {
            await sender.PublishCadmiumAsync(2, "2012-01-15T00:00:00Z", "0.07");
        }

        new TestConfig(2).Write(home.Config);
        await service.SignalAsync("HUP");
        await service.SaidAsync("was read again");
        await admin.Page.GotoAsync(home.Url("/set-aside/1"));
        await FillAsync(admin.Page.Locator("form:has(input[name=do][value=release])"), ("reason", "it is configured now"));
        await Assertions.Expect(admin.Page.Locator("main")).ToContainTextAsync("was released; readings taken: 1, by chief");
        await admin.Page.GotoAsync(home.Url("/incidents/1"));
        await Assertions.Expect(admin.Page.Locator("h1")).ToContainTextAsync("Incident 1");

        await admin.Page.GotoAsync(home.Url("/users"));
        await FillAsync(admin.Page.Locator("form:has(input[name=do][value=add-user])"), ("name", "wei-min"), ("role", "viewer"), ("password", Password));
        await Assertions.Expect(admin.Page.Locator("main")).ToContainTextAsync("user wei-min added as viewer");
        await admin.PictureAsync("users");
        await admin.AssertWellAsync();

        await using var viewer = await chromium.OpenAsync(360, 740, "zh-CN");
        await viewer.Page.GotoAsync(home.Url("/sign-in"));
        await viewer.Page.FillAsync("[name=name]", "wei-min");
        await viewer.Page.FillAsync("[name=password]", Password);
        await viewer.Page.ClickAsync("button");
        await Assertions.Expect(viewer.Page).ToHaveTitleAsync("总览 · WaterWatch");
        await viewer.Page.GotoAsync(home.Url("/incidents/1"));
        await Assertions.Expect(viewer.Page.Locator("#acts")).ToHaveCountAsync(0);
        await viewer.AssertFitsAsync();
        await viewer.AssertWellAsync();
    }

    /// <summary>Unfolds a form of the incident's page, fills it in and sends it.</summary>
    private static async Task ActAsync(IPage page, string act, params (string Name, string Value)[] fields)
    {
        var form = page.Locator($"#act-{act}");
        await form.EvaluateAsync("form => form.open = true");
        await FillAsync(form, fields);
        if (act != "close")
        {
            await Assertions.Expect(page.Locator("#acts .done")).ToContainTextAsync("on the timeline");
        }
    }

    private static async Task FillAsync(ILocator form, params (string Name, string Value)[] fields)
    {
        foreach (var (name, value) in fields)
        {
            var field = form.Locator($"[name={name}]");
            if (await field.EvaluateAsync<string>("field => field.tagName") == "SELECT")
            {
                await field.SelectOptionAsync(value);
            }
            else
            {
                await field.FillAsync(value);
            }
        }

        await form.Locator("button").ClickAsync();
    }

    /// <summary>The auditor's file as a page, to print, as JSON and as CSV; and the chain's head in it is good for the record on disk.</summary>
    private static async Task ExportAsync(IPage page, ServiceHome home)
    {
        await page.GotoAsync(home.Url("/audit/incidents/1"));
        await Assertions.Expect(page.Locator("table.steps")).ToContainTextAsync("chief");
        var json = (await (await page.Context.APIRequest.GetAsync(home.Url("/audit/incidents/1?format=json"))).JsonAsync())!.Value;
        var csv = await (await page.Context.APIRequest.GetAsync(home.Url("/audit/incidents/1?format=csv"))).TextAsync();
        Assert.Contains("dead fish on the left bank", csv, StringComparison.Ordinal);
        var head = json.GetProperty("head").GetString()!;
        Assert.Equal(0, (await CommandRun.RunAsync("audit", "verify", "--data", home.Data, "--head", head)).ExitCode);
        await page.GotoAsync(home.Url("/audit/incidents/1?format=print"));
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("dead fish on the left bank");
        await page.GotoAsync(home.Url("/audit/incidents/1"));
    }

    [GeneratedRegex("/first-admin/[A-Za-z0-9_-]+")]
    private static partial Regex FirstAdmin();

    /// <summary>A service with one river, and its first admin signed in at a desk.</summary>
    private sealed record Bureau(ServiceHome Home, ServiceProcess Service, Viewer Admin) : IAsyncDisposable
    {
        public static async Task<Bureau> OpenAsync(Chromium chromium)
        {
            var home = new ServiceHome(new TestConfig(1));
            OnDuty.Write(home.Config, "bo");
            var bureau = new Bureau(home, await home.Start().ReadyAsync(), await chromium.OpenAsync(1440, 900, "en-GB"));
            await BecomeAdminAsync(bureau.Admin.Page, bureau.Service, home);
            return bureau;
        }

        public async ValueTask DisposeAsync()
        {
            await Admin.DisposeAsync();
            await Service.DisposeAsync();
            Home.Dispose();
        }

        /// <summary>By the link that a first start prints.</summary>
        private static async Task BecomeAdminAsync(IPage page, ServiceProcess service, ServiceHome home)
        {
            await service.SaidAsync("/first-admin/");
            await page.GotoAsync(home.Url(FirstAdmin().Match(service.Output).Value));
            await page.FillAsync("[name=name]", "chief");
            await page.FillAsync("[name=password]", Password);
            await page.FillAsync("[name=again]", Password);
            await page.ClickAsync("button");
            await page.FillAsync("[name=name]", "chief");
            await page.FillAsync("[name=password]", Password);
            await page.ClickAsync("button");
            await Assertions.Expect(page).ToHaveTitleAsync("Overview · WaterWatch");
        }
    }
}
