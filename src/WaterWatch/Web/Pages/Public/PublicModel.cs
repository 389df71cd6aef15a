using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Configuration.Options;
using WaterWatch.Readings;
using WaterWatch.Texts;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Public;

/// <summary>One page of what was published: the same for everybody who reads the language, and without the hour at which it was made.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Incidents">Newest first.</param>
public sealed record PublicModel(Tongue Tongue, bool IsExercise, OpenDataSettings Terms, int Number, int Pages, IReadOnlyList<PublicIncident> Incidents)
{
    private const int OnOnePage = 20;

    /// <summary>Who approves, as a page may say it: the person's name is for the record and not for everybody.</summary>
    public string Approver => Terms.Publisher.Length > 0
        ? Tongue.In($"a named person of {Harmless.OneLine(Terms.Publisher)}", $"{Harmless.OneLine(Terms.Publisher)}具名负责人")
        : Tongue.In("a named person of the bureau", "本局具名负责人");

    public string InOther => $"{AddressOf(Number)}{(Number == 1 ? '?' : '&')}lang={(Tongue.IsChinese ? "en" : "zh")}";

    /// <param name="asked">As it stands in the address; whatever is no page there is stands for the nearest.</param>
    public static int PageOf(string? asked, int incidents) =>
        Math.Clamp(int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1, 1, PagesOf(incidents));

    public static string AddressOf(int page) => page == 1 ? "/public" : string.Create(CultureInfo.InvariantCulture, $"/public?page={page}");

    internal static PublicModel Of(Tongue tongue, PublicContent content, int number)
    {
        var incidents = content.Incidents;
        return new PublicModel(
            tongue, content.Configuration.IsExercise, content.Configuration.Settings.OpenData, Math.Min(number, PagesOf(incidents.Count)), PagesOf(incidents.Count),
            [.. incidents.Skip((Math.Min(number, PagesOf(incidents.Count)) - 1) * OnOnePage).Take(OnOnePage)]);
    }

    /// <summary>In one sentence what a notice says: <c>Cadmium over the limit at 3 stations; highest at Lalang: 81.5 times the limit.</c></summary>
    public string Sentence(PublicNotice notice)
    {
        if (notice.Findings.Count == 0)
        {
            return Tongue.In("Something unusual is being looked into. No value over a limit has been told.", "正在核查异常情况，尚未公布超标数值。");
        }

        var what = string.Join(Tongue.In(", ", "、"), notice.Findings.Select(f => NameOf(f.Determinand)).Distinct());
        var stations = notice.Findings.Select(f => f.Station).Distinct().Count();
        var most = notice.Findings.Where(f => f.Ratio is not null).MaxBy(f => f.Ratio);
        var worst = most is null ? "" : Tongue.In($"; highest at {Tongue.In(most.StationName)}: {Times(most)}", $"；最高值在{Tongue.In(most.StationName)}，为{Times(most)}");
        return notice.Level == Level.Compliant
            ? Tongue.In($"All stations were within their limits again when this was approved. Before: {what} over the limit at {Stations(stations)}{worst}.", $"批准时各站点均已恢复达标。此前 {stations} 个站点{what}超过限值{worst}。")
            : Tongue.In($"{what} over the limit at {Stations(stations)}{worst}.", $"{stations} 个站点{what}超过限值{worst}。");
    }

    /// <summary><c>4.9 times the limit</c> or <c>限值的 4.9 倍（超标 3.9 倍）</c>; empty where a multiple says nothing.</summary>
    public string Times(PublicFinding finding)
    {
        if (finding.Ratio is not { } ratio)
        {
            return "";
        }

        var (times, over) = (ExceedanceText.Ratio(ratio), ExceedanceText.Over(ratio));
        var isBound = finding.Qualifier == ">";
        return ratio <= 1 ? Tongue.In($"{times} times the limit", $"限值的 {times} 倍")
            : Tongue.In($"{(isBound ? "at least " : "")}{times} times the limit", $"限值的{(isBound ? "至少 " : " ")}{times} 倍（超标 {over} 倍）");
    }

    /// <summary>With the fraction, where it is the dissolved one, and over what it is a mean.</summary>
    public string What(PublicFinding finding)
    {
        var name = NameOf(finding.Determinand);
        var fraction = finding.Fraction == "dissolved" ? Tongue.In(" dissolved", "（溶解态）") : "";
        return name + fraction + (finding.MeanOver is { } over ? Tongue.In($" (mean over {Tongue.Age(over)})", $"（{Tongue.Age(over)}均值）") : "");
    }

    public static string Amount(decimal? number, string unit, string qualifier = "") => number is { } known ? $"{qualifier}{known.ToString(CultureInfo.InvariantCulture)} {unit}".TrimEnd() : "";

    private string NameOf(string determinand) => Determinand.Find(determinand)?.Name is { } name ? Tongue.Title(name) : determinand;

    private static string Stations(int count) => count == 1 ? "1 station" : string.Create(CultureInfo.InvariantCulture, $"{count} stations");

    private static int PagesOf(int incidents) => Math.Max(1, (incidents + OnOnePage - 1) / OnOnePage);
}
