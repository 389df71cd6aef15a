using System.Text.Json;
using WaterWatch.Alerts;
using WaterWatch.Readings;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Stations;

/// <summary>The words of the charts, in the language of the page: their script has none of its own.</summary>
internal static class ChartWords
{
    public static string Json(Tongue t) => JsonSerializer.Serialize(new
    {
        Ranges = new Dictionary<string, string> { ["3"] = t.In("3 days", "3 天"), ["30"] = t.In("30 days", "30 天"), ["365"] = t.In("1 year", "1 年"), ["0"] = t.In("All", "全部") },
        Shown = t.In("Shown", "时间范围"),
        Earlier = t.In("Earlier", "更早"),
        Later = t.In("Later", "更晚"),
        Closer = t.In("Closer", "放大"),
        Wider = t.In("Wider", "缩小"),
        Limit = t.In("limit", "限值"),
        None = t.In("No sample in this time", "该时段内没有样品"),
        Failed = t.In("The readings could not be fetched; tried again with the next news.", "数据获取失败，收到新数据时将重试。"),
        Taken = t.In("taken", "采样"),
        Received = t.In("received", "收到"),
        Was = t.In("corrected; was", "已更正，原值"),
        Mean = t.In("mean", "均值"),
        Samples = t.In("samples", "个样品"),
        NotUsed = t.In("not used", "未采用"),
        Bounds = t.In("only bounds", "仅为界值"),
        Times = t.In("times the limit", "倍限值"),
        Legend = t.In("Open: only a bound (▽ below, △ above). ◇ corrected. ✕ not of the water: marked or failed. A gap: nothing came. Drag to move, Ctrl and wheel to zoom.", "空心：仅为界值（▽ 低于，△ 高于）。◇ 已更正。✕ 不代表水质：有标记或未通过检验。断开处无数据。拖动可平移，Ctrl 加滚轮可缩放。"),
        Levels = Enum.GetValues<Level>().ToDictionary(l => l.ToString(), l => LevelWords.Of(l.ToString(), t)),
        Flags = Enum.GetValues<QartodFlag>().ToDictionary(f => ((int)f).ToString(System.Globalization.CultureInfo.InvariantCulture), f => StationWords.Of(f, t)),
        Tests = Enum.GetValues<QartodTests>().Where(q => q != QartodTests.None).ToDictionary(q => Api.Words.Snake(q.ToString()), q => StationWords.Of(q, t)),
        Marks = "NFMSDCTB".Select(m => m.ToString()).ToDictionary(m => m, m => StationWords.Meaning(m, t)),
        Judged = Enum.GetValues<Judged>().ToDictionary(j => Api.Words.Of(j), j => StationWords.Of(j, JudgedWhy.None, t)),
        Whys = Enum.GetValues<JudgedWhy>().Where(w => w != JudgedWhy.None).ToDictionary(w => Api.Words.Snake(w.ToString()), w => StationWords.Of(w, t)),
    }, JsonSerializerOptions.Web);
}
