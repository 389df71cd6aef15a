using Microsoft.AspNetCore.Http;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Tests.Web.Pages;

public sealed class TongueTests
{
    [Theory]
    [InlineData("", "", "", "zh")]
    [InlineData("", "", "en-GB,en;q=0.9,zh;q=0.5", "en")]
    [InlineData("", "", "de,fr;q=0.9", "zh")]
    [InlineData("", "", "de,zh-Hans-CN;q=0.3,en;q=0.2", "zh")]
    [InlineData("", "", "en;q=0,zh-TW", "zh")]
    [InlineData("", "en", "zh-CN", "en")]
    [InlineData("zh", "en", "en", "zh")]
    [InlineData("xx", "en", "zh", "en")]
    public void What_was_chosen_goes_before_what_was_kept_and_that_before_what_the_browser_prefers(string query, string cookie, string browser, string expected)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = query.Length == 0 ? default : new QueryString($"?lang={query}");
        context.Request.Headers.Cookie = cookie.Length == 0 ? default : $"lang={cookie}";
        context.Request.Headers.AcceptLanguage = browser;

        Assert.Equal(expected, Tongue.Of(context).Code);
    }

    [Fact]
    public void A_choice_is_kept_for_a_year_and_nothing_else_is()
    {
        var (chosen, not) = (new DefaultHttpContext(), new DefaultHttpContext());
        chosen.Request.QueryString = new QueryString("?lang=en");
        Tongue.Of(chosen);
        Tongue.Of(not);

        Assert.Equal("lang=en; max-age=31536000; path=/; samesite=lax; httponly", chosen.Response.Headers.SetCookie.ToString());
        Assert.Empty(not.Response.Headers.SetCookie.ToString());
    }

    [Theory]
    [InlineData("Asia/Shanghai", "19 Jan 2012 17:12 UTC+8", "2012年1月19日 17:12 UTC+8")]
    [InlineData("Asia/Kolkata", "19 Jan 2012 14:42 UTC+5:30", "2012年1月19日 14:42 UTC+5:30")]
    [InlineData("America/New_York", "19 Jan 2012 04:12 UTC-5", "2012年1月19日 04:12 UTC-5")]
    [InlineData("Europe/London", "19 Jan 2012 09:12 UTC", "2012年1月19日 09:12 UTC")]
    public void Times_are_the_rivers_with_the_offset(string zone, string english, string chinese)
    {
        var at = new DateTimeOffset(2012, 1, 19, 9, 12, 0, TimeSpan.Zero);

        Assert.Equal(english, Tongue.English.AtInFull(at, TimeZoneInfo.FindSystemTimeZoneById(zone)));
        Assert.Equal(chinese, Tongue.Chinese.AtInFull(at, TimeZoneInfo.FindSystemTimeZoneById(zone)));
    }

    [Theory]
    [InlineData(-1, "0 min", "0 分钟")]
    [InlineData(89, "89 min", "89 分钟")]
    [InlineData(90, "1 h 30 min", "1 小时 30 分钟")]
    [InlineData(48 * 60, "2 d", "2 天")]
    public void Ages_are_as_coarse_as_they_are_old(int minutes, string english, string chinese)
    {
        Assert.Equal(english, Tongue.English.Age(TimeSpan.FromMinutes(minutes)));
        Assert.Equal(chinese, Tongue.Chinese.Age(TimeSpan.FromMinutes(minutes)));
    }
}
