using WaterWatch.Alerts;
using WaterWatch.Texts;

namespace WaterWatch.Web.Pages.Shared;

/// <summary>A level, or Unknown, in a word.</summary>
internal static class LevelWords
{
    public static string Of(string level, Tongue tongue) =>
        Enum.TryParse<Level>(level, out var known) && Enum.IsDefined(known) ? tongue.Title(Words.Of(known)) : tongue.In("Unknown", "未知");
}
