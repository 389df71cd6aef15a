using System.Text.Json;
using WaterWatch.Readings;

namespace WaterWatch.Web.Api;

/// <summary>The words of the contract for our own values.</summary>
internal static class Words
{
    public static string Of(Fraction fraction) => fraction == Fraction.Dissolved ? "dissolved" : "total";

    public static string Of(Judged judged) => Snake(judged.ToString());

    public static IReadOnlyList<string> Of(QartodTests tests) =>
        tests == QartodTests.None ? [] : [.. Enum.GetValues<QartodTests>().Where(t => t != QartodTests.None && tests.HasFlag(t)).Select(t => Snake(t.ToString()))];

    /// <summary>How a time in which something holds lies to now.</summary>
    public static string StateOf(DateTimeOffset from, DateTimeOffset until, DateTimeOffset now) => until <= now ? "ended" : from > now ? "coming" : "in_force";

    public static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
