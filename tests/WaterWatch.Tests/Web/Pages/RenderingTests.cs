using System.Net;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Limits;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Storage;
using WaterWatch.Web.Pages.LimitList;
using WaterWatch.Web.Pages.OnDuty;
using WaterWatch.Web.Pages.SetAside;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;

namespace WaterWatch.Tests.Web.Pages;

/// <summary>What stands on the pages: whatever came from outside is text.</summary>
public class RenderingTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>\u202E=cmd|'/c calc'!A0";

    private static readonly DateTimeOffset Now = new(2026, 1, 6, 4, 0, 0, TimeSpan.Zero);

    private static readonly PageFrame Frame = new(Tongue.English, "/", Telling.Live, Now, TimeZoneInfo.Utc);

    [Fact]
    public async Task A_hostile_message_is_shown_and_does_nothing()
    {
        var item = new SetAside(7, Now, "a/" + Hostile, SetAsideReason.Unreadable, Hostile, Encoding.UTF8.GetBytes(Hostile + new string('W', 10_000)), "");
        var html = await RenderAsync<SetAsideView>(SetAsideModel.Of(Frame, null, false, false, new Page<SetAside>([item], "6"), _ => null));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', html);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", html, StringComparison.Ordinal);
        Assert.Contains("<img src=x onerror=alert(1)>⟨U+202E⟩=cmd", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("The first 4096 bytes of 10048.", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/set-aside/7\">More</a>", html, StringComparison.Ordinal);
        Assert.Contains("/set-aside?cursor=6", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whether_a_figure_is_verified_is_a_word_and_a_shape()
    {
        var limit = new Limit("GB 3838-2002", "III", Determinand.Find("Cd")!, Fraction.Total, LimitSense.AtMost, 0.005m) { Provenance = Hostile, EffectiveFrom = new DateOnly(2002, 6, 1), Decimals = 4 };
        var html = await RenderAsync<LimitsView>(new LimitsModel(Frame with { Tongue = Tongue.Chinese }, "", "") { Loaded = [new LoadedStandard("GB 3838-2002", [limit, limit with { Verified = true }])] });
        var seen = WebUtility.HtmlDecode(html);
        Assert.Contains("</svg>未核对</span>", seen, StringComparison.Ordinal);
        Assert.Contains("</svg>已核对</span>", seen, StringComparison.Ordinal);
        Assert.Contains("≤ 0.005 mg/L", seen, StringComparison.Ordinal);
        Assert.Contains("2002-06-01 起", seen, StringComparison.Ordinal);
        Assert.Contains("4 位小数", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_wrong_stands_beside_its_field_and_what_was_typed_is_still_there()
    {
        var form = new TypedForm("silence", new Dictionary<string, string> { ["until"] = "tomorrow", ["reason"] = "\"><script>" + Hostile, ["stations"] = "s1" })
            .Refused(new FieldFault("until", new("This is no time", "时间无法识别")), new FieldFault("", new("All of it", "整体")));
        var html = await RenderAsync<OnDutyForms>(new OnDutyFormsModel(Frame with { FormToken = new FormToken("token", "secret") }, form) { Stations = [new Choice("", "all"), new Choice("s1", "One")] });
        Assert.Contains("id=\"silence-until\" name=\"until\" type=\"datetime-local\" value=\"tomorrow\" autocomplete=\"off\" aria-invalid=\"true\" aria-describedby=\"silence-until-fault\"", html, StringComparison.Ordinal);
        Assert.Contains("<div class=\"fault\" id=\"silence-until-fault\" role=\"alert\"><p>▲ This is no time</p>", Squeezed(html), StringComparison.Ordinal);
        Assert.Contains("<option value=\"s1\" selected>One</option>", html, StringComparison.Ordinal);
        Assert.Contains("id=\"window-until\" name=\"until\" type=\"datetime-local\" value=\"\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
    }

    private static async Task<string> RenderAsync<T>(object model)
        where T : IComponent
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model }))).ToHtmlString());
    }

    private static string Squeezed(string html) => string.Concat(html.Split('\n').Select(l => l.Trim()));
}
