using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Quality;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>The facts of an alert as the timeline holds them: text under stable names.</summary>
internal static class Facts
{
    public static Dictionary<string, string> Of(
        Alert alert, Transition transition, Observation? seen, QualityFlag quality, IReadOnlyDictionary<string, string>? more = null)
    {
        var facts = new Dictionary<string, string>
        {
            ["alert"] = Number(alert.Id),
            ["condition"] = alert.Key.Condition.ToString(),
            ["reason"] = transition.Reason.ToString(),
            ["level"] = (transition.To ?? alert.Level).ToString(),
        };
        if (alert.Key.Determinand is { } determinand)
        {
            facts["determinand"] = determinand.Key;
            facts["fraction"] = Name(alert.Key.Fraction);
            facts["unit"] = determinand.Unit.Symbol();
        }

        if (alert.Key.MeanSeconds > 0)
        {
            facts["mean_over_s"] = Number(alert.Key.MeanSeconds);
        }

        if (transition.From is { } from)
        {
            facts["from_level"] = from.ToString();
        }

        if (alert.IsConfirmed)
        {
            facts["confirmed_by"] = alert.ConfirmedBy.ToString();
        }

        if ((seen?.Value ?? alert.LatestValue) is { } shown)
        {
            facts["value"] = shown.Sign + shown.Digits;
            facts["taken_at"] = Timeline.Instants.Format(seen?.TakenAt ?? alert.LatestAt ?? alert.FiredAt);
            AddLimit(facts, alert, seen);
        }

        if (quality.Tests != QartodTests.None)
        {
            facts["flag_tests"] = quality.Tests.ToString();
        }

        if (alert.Late)
        {
            facts["late"] = "true";
        }

        foreach (var (name, fact) in more ?? new Dictionary<string, string>())
        {
            facts[name] = fact;
        }

        return facts;
    }

    private static void AddLimit(Dictionary<string, string> facts, Alert alert, Observation? seen)
    {
        if ((seen?.Limit ?? alert.Limit) is not { } limit)
        {
            return;
        }

        facts["limit"] = limit.ToString(CultureInfo.InvariantCulture);
        facts["limit_ref"] = seen is { LimitRef.Length: > 0 } judged ? judged.LimitRef : alert.LimitRef;
        if ((seen?.Ratio ?? alert.Ratio) is { } ratio)
        {
            facts["ratio"] = Number(ratio);
            facts["over"] = Number(Math.Max(0, ratio - 1));
        }
    }

    public static string Name(Fraction fraction) => fraction == Fraction.Dissolved ? "dissolved" : "total";

    /// <summary>A number that an entry says; null when it says none.</summary>
    public static long? NumberOf(Timeline.TimelineEntry entry, string fact) =>
        long.TryParse(entry.Data.GetValueOrDefault(fact), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Several, as <c>3, 7</c>.</summary>
    public static IReadOnlyList<long> NumbersOf(Timeline.TimelineEntry entry, string fact) =>
        [.. entry.Data.GetValueOrDefault(fact, "").Split(", ").Select(t => long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null).OfType<long>()];

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>At most four places, none of them an idle zero.</summary>
    public static string Number(decimal number) => Math.Round(number, 4).ToString("0.############################", CultureInfo.InvariantCulture);
}
