using WaterWatch.Alerts;

namespace WaterWatch.Texts;

/// <summary>What each condition says in English when it is raised and when it is cleared; null where the sentence about a value against its limit says it.</summary>
internal static class EnglishConditions
{
    public static string? Raised(EntryFacts f) => f.Condition switch
    {
        Condition.Silent => $"nothing heard{Of(f)} for longer than expected",
        Condition.Blind => $"{Subject(f)} cannot be judged{With(": ", f.Amount)}{Bounds(f)}{With(" against the limit of ", f.Limit)}; nobody knows how the water is",
        Condition.HardnessMissing => $"{Subject(f)} cannot be judged{With(": ", f.Amount)}{Bounds(f)}; its limit depends on hardness, and none is known that is young enough",
        Condition.Stuck => $"{Subject(f)} has not moved{With(" from ", f.Amount)}{With(" for ", f["for_h"], " h")}{With(", since ", f.Since)}; the sensor may be stuck",
        Condition.SensorFailed => f.Reason == AlertReason.MarkedFaulty
            ? $"the sensor{Of(f)} says that it is faulty{With(", ", f["samples"], " samples in a row")}"
            : $"the sensor{Of(f)} has failed{With(": ", f["samples"], " samples in a row")} that it cannot have measured",
        Condition.ClockWrong => Clock(f),
        Condition.RegionalSilence =>
            $"{Or(f["silent"], "many")}{With(" of ", f["expected"])} stations{With(" of ", f["river"])} silent at once{With(", since ", f.Since)}: the broker or the network, not the river",
        Condition.NotListening => $"not listening{With(" to the feed ", f["feed"])}{With(" (", f["why"], ")")}: nobody hears the stations{With(" of ", f["river"])}",
        Condition.SetAsideFlood => $"{Or(f["count"], "many")} messages{With(" of the river ", f["river"])} were set aside{With(" within ", f["within_min"], " min")}",
        _ => null,
    };

    public static string? Cleared(EntryFacts f) => f.Condition switch
    {
        Condition.Silent => $"heard again{With(", ", f.Determinand)}",
        Condition.FastRise => $"the fast rise{Of(f)} is over{With(": ", f.Amount)}",
        Condition.FirstDetection => $"{Subject(f)} is no longer found{With(": ", f.Amount)}",
        Condition.Blind => $"{Subject(f)} can be judged again{With(": ", f.Amount)}",
        Condition.HardnessMissing => $"hardness is known again, and {Subject(f)} can be judged{With(": ", f.Amount)}",
        Condition.Stuck => $"{Subject(f)} moves again{With(": ", f.Amount)}",
        Condition.SensorFailed => $"the sensor{Of(f)} measures again",
        Condition.ClockWrong => "the station's clock is right again",
        Condition.RegionalSilence => $"the stations{With(" of ", f["river"])} are heard again{With("; ", f["silent"], " still silent")}",
        Condition.NotListening when f.Reason == AlertReason.FeedTakenOut => $"no longer waited for: the configuration no longer has the feed{With(" ", f["feed"])}{With(" of ", f["river"])}",
        Condition.NotListening => $"listening again{With(" to the feed ", f["feed"])}",
        Condition.SetAsideFlood => $"no more messages than usual are set aside{With(" of the river ", f["river"])}",
        _ => null,
    };

    /// <summary>What a condition of the water says that has no limit behind it.</summary>
    public static string? OfTheWater(EntryFacts f) => f.Condition switch
    {
        Condition.FastRise => $"{Subject(f)} rises fast{With(": ", f.Amount)}{With(", ", f.TimesMean, " times the mean before")}, still within its limit",
        Condition.FirstDetection => $"{Subject(f)} found for the first time{With(" after ", f["clean_days"], " clean days")}{With(": ", f.Amount)}",
        _ => null,
    };

    /// <summary>Of a mean, where values below detection leave it open.</summary>
    private static string Bounds(EntryFacts f) => f["mean_low"] == f["mean_high"] ? With(": ", f.WithUnit(f["mean_low"])) : $": between {f.WithUnit(f["mean_low"])} and {f.WithUnit(f["mean_high"])}";

    private static string Clock(EntryFacts f) => f.Reason switch
    {
        AlertReason.ClockOffByWholeHours => $"the station's clock is off by {Or(f["whole_hours"].TrimStart('-'), "whole")} hours{(f["whole_hours"].StartsWith('-') ? ", ahead" : "")}: a time zone set wrongly?",
        AlertReason.ClockLeads => $"the station's clock runs ahead{With(" by ", f["lag_min"].TrimStart('-'), " min")}",
        AlertReason.ClockLags => $"the station's clock lags behind{With(" by ", f["lag_min"], " min")}",
        _ => "the station's clock is wrong",
    };

    private static string Subject(EntryFacts f) => Or(f.Determinand, "the value");

    private static string Of(EntryFacts f) => With(" of ", f.Determinand);

    private static string Or(string fact, string otherwise) => fact.Length == 0 ? otherwise : fact;

    private static string With(string before, string fact, string after = "") => fact.Length == 0 ? "" : before + fact + after;
}
