using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Readings;
using WaterWatch.Texts;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Stations;

/// <summary>The words for what a station is, what an instrument says of its value, and how a value was tested and judged.</summary>
internal static class StationWords
{
    public static string Kind(string kind, Tongue tongue) => kind switch
    {
        "fixed" => tongue.In("fixed", "固定站"),
        "dam" => tongue.In("dam", "坝"),
        "intake" => tongue.In("intake", "取水口"),
        "boundary" => tongue.In("boundary", "交界断面"),
        "roving" => tongue.In("roving", "移动监测"),
        _ => kind,
    };

    public static string Of(Fraction fraction, Tongue tongue) => fraction == Fraction.Dissolved ? tongue.In("dissolved", "溶解态") : tongue.In("total", "总量");

    /// <summary>The fraction as it is said beside a determinand: of what has none, such as pH or chloride, nothing.</summary>
    public static string PartOf(Determinand determinand, Fraction fraction, Tongue tongue) =>
        fraction == Fraction.Dissolved || determinand.Unit == Unit.MilligramPerLitre && determinand.Key is not ("Cl" or "NO3-N" or "SO4" or "Hardness" or "DO" or "SS") ? Of(fraction, tongue) : "";

    /// <summary><c>Cadmium, total</c>; <c>pH</c>.</summary>
    public static string Name(Determinand determinand, Fraction fraction, Tongue tongue) =>
        PartOf(determinand, fraction, tongue) is { Length: > 0 } part ? tongue.In($"{tongue.Title(determinand.Name)}, {part}", $"{tongue.Title(determinand.Name)}（{part}）") : tongue.Title(determinand.Name);

    public static string Of(QartodFlag flag, Tongue tongue) => flag switch
    {
        QartodFlag.Good => tongue.In("good", "合格"),
        QartodFlag.NotEvaluated => tongue.In("not tested", "未检验"),
        QartodFlag.Suspect => tongue.In("suspect", "可疑"),
        QartodFlag.Fail => tongue.In("failed", "不合格"),
        QartodFlag.Missing => tongue.In("missing", "缺测"),
        _ => ((int)flag).ToString(CultureInfo.InvariantCulture),
    };

    public static string Of(QartodTests test, Tongue tongue) => test switch
    {
        QartodTests.GrossRange => tongue.In("gross range", "量程检验"),
        QartodTests.Spike => tongue.In("spike", "突跳"),
        QartodTests.RateOfChange => tongue.In("rate of change", "变化率"),
        QartodTests.FlatLine => tongue.In("flat line", "数值停滞"),
        QartodTests.TimeGap => tongue.In("time gap", "时间间断"),
        _ => "",
    };

    /// <summary>The flag with the tests that gave it: <c>suspect (spike)</c>.</summary>
    public static string Of(QartodFlag flag, QartodTests tests, Tongue tongue)
    {
        var given = string.Join(tongue.In(", ", "、"), Enum.GetValues<QartodTests>().Where(t => t != QartodTests.None && tests.HasFlag(t)).Select(t => Of(t, tongue)));
        return given.Length == 0 ? Of(flag, tongue) : tongue.In($"{Of(flag, tongue)} ({given})", $"{Of(flag, tongue)}（{given}）");
    }

    /// <summary>The code with its meaning; of one that nobody has explained the code alone.</summary>
    public static string Of(Mark mark, Tongue tongue) => mark.ToString() is var code && Meaning(code, tongue) is { Length: > 0 } meaning ? $"{code} {meaning}" : code;

    public static string Meaning(string mark, Tongue tongue) => mark switch
    {
        "N" => tongue.In("normal", "正常"),
        "F" => tongue.In("stopped", "停运"),
        "M" => tongue.In("maintenance", "维护"),
        "S" => tongue.In("set by hand", "手工输入"),
        "D" => tongue.In("fault", "故障"),
        "C" => tongue.In("calibrating", "校准"),
        "T" => tongue.In("above range", "超测量上限"),
        "B" => tongue.In("no communication", "通讯异常"),
        _ => "",
    };

    /// <summary>What the limit said of it, and why when it could not say.</summary>
    public static string Of(Judged judged, JudgedWhy why, Tongue tongue)
    {
        var said = judged switch
        {
            Judged.Compliant => tongue.In("compliant", "达标"),
            Judged.Exceeds => tongue.In("exceeds", "超标"),
            Judged.CannotBeJudged => tongue.In("cannot be judged", "无法判定"),
            _ => tongue.In("not judged", "不判定"),
        };
        var reason = Of(why, tongue);
        return reason.Length == 0 ? said : tongue.In($"{said}: {reason}", $"{said}：{reason}");
    }

    public static string Of(JudgedWhy why, Tongue tongue) => why switch
    {
        JudgedWhy.NoLimit => tongue.In("no limit here", "此处无限值"),
        JudgedWhy.Marked => tongue.In("marked by the instrument", "仪器已作标记"),
        JudgedWhy.CensoredAcrossLimit => tongue.In("the detection limit lies above the limit", "检出限高于限值"),
        JudgedWhy.LowerBoundWithinLimit => tongue.In("only known to be above a number within the limit", "仅知高于某值，该值未超限值"),
        JudgedWhy.LowerBound => tongue.In("at least that much", "至少为该值"),
        JudgedWhy.UnknownMark => tongue.In("unknown mark", "标记未登记"),
        JudgedWhy.FailedQuality => tongue.In("failed its quality test", "未通过质量检验"),
        JudgedWhy.RoundedToLimit => tongue.In("at the limit once rounded", "修约后等于限值"),
        JudgedWhy.HardnessMissing => tongue.In("hardness unknown", "硬度未知"),
        JudgedWhy.CompanionMissing => tongue.In("another quantity of the water unknown", "相关水质参数未知"),
        JudgedWhy.MeanAcrossLimit => tongue.In("the mean's bounds lie on both sides of the limit", "均值上下界跨越限值"),
        JudgedWhy.CoverageTooSmall => tongue.In("too few samples for the mean", "样品覆盖不足"),
        _ => "",
    };

    public static string Of(AlertStatus status, Tongue tongue) => status switch
    {
        AlertStatus.Pending => tongue.In("pending", "待定"),
        AlertStatus.Firing => tongue.In("firing", "报警中"),
        AlertStatus.Recovering => tongue.In("recovering", "恢复中"),
        _ => tongue.In("over", "已解除"),
    };

    /// <summary>As said in a sentence; III alone says nothing, 劣V is the Chinese for what is worse than the last.</summary>
    public static string WaterClass(string name, Tongue tongue) =>
        tongue.IsChinese && name.StartsWith(LevelRule.Worse, StringComparison.Ordinal) ? "劣" + name.Split(' ')[^1] : name;

    public static string Symbol(Unit unit) => unit == Unit.PH ? "" : unit.Symbol();

    /// <summary>How long an interval or a window is: <c>4 h</c>, not <c>4 h 0 min</c>.</summary>
    public static string Span(TimeSpan span, Tongue tongue) => span.TotalHours is >= 1 and < 48 && span.Ticks % TimeSpan.TicksPerHour == 0
        ? tongue.In($"{span.TotalHours:0} h", $"{span.TotalHours:0} 小时") : tongue.Age(span);

    public static string Ratio(decimal ratio) => ratio >= 1 ? ExceedanceText.Ratio(ratio) : ratio >= 0.01m ? Math.Round(ratio, 2).ToString("0.##", CultureInfo.InvariantCulture) : "<0.01";
}
