using WaterWatch.Alerts;

namespace WaterWatch.Deciding;

/// <summary>
/// A station's clock, told by how far the newest sample of each message lies from its receipt. Only messages that come over some time with ever newer samples,
/// all about as far off, speak of a clock; a backlog comes at once, each sample nearer than the one before it, and is none.
/// </summary>
internal static class ClockStep
{
    /// <summary>How far two offsets may differ and still be the same.</summary>
    private static readonly TimeSpan SameWithin = TimeSpan.FromMinutes(2);

    /// <summary>The least time that the messages must be received over: a backlog at a minute's step, sent in a burst, would otherwise be within the above.</summary>
    private static readonly TimeSpan LeastSpan = TimeSpan.FromMinutes(5);

    /// <summary>How near to whole hours the offset must lie to be called that: a zone or summer time set wrongly.</summary>
    private static readonly TimeSpan WholeHoursWithin = TimeSpan.FromMinutes(5);

    /// <param name="newest">The end of the newest sample that came new with the message, not of a laboratory; null when there was none.</param>
    public static void Look(Draft draft, WatchedStation station, StationDraft here, Message message, DateTimeOffset? newest)
    {
        if (newest is not { } sampledAt || message.IsRetained || station.DefaultRule.Clock is not { } rule || here.Heard is not { } heard)
        {
            return;
        }

        var receivedAt = message.Raw.ReceivedAt;
        var offset = TimeSpan.FromMilliseconds(Math.Floor((receivedAt - sampledAt).TotalMilliseconds));
        var lagging = station.Interval > rule.Lagging ? station.Interval.Value : rule.Lagging;
        var key = StandingAlert.KeyOf(station, Condition.ClockWrong);
        var open = here.MayHaveAlerts ? draft.OpenAlert(key) : null;
        var clock = -rule.Leading <= offset && offset <= lagging
            ? Right(draft, open, heard.Clock, rule, receivedAt, offset)
            : Wrong(heard.Clock, offset, receivedAt, sampledAt);
        if (open is null && clock.Wrong >= rule.Samples && receivedAt - clock.SinceAt >= LeastSpan)
        {
            StandingAlert.Raise(draft, key, rule.Level, ReasonOf(offset), clock.SinceAt, receivedAt, FactsOf(offset));
        }

        if (clock != heard.Clock)
        {
            here.Put(heard with { Clock = clock });
        }
    }

    private static ClockRun Right(Draft draft, Alert? open, ClockRun before, ClockRule rule, DateTimeOffset receivedAt, TimeSpan offset)
    {
        if (open is null)
        {
            return default;
        }

        var right = before.Right + 1;
        if (right < rule.Samples)
        {
            return new ClockRun(default, 0, right, default, default);
        }

        StandingAlert.Clear(draft, open, AlertReason.ClockRight, receivedAt, FactsOf(offset));
        return default;
    }

    private static ClockRun Wrong(ClockRun before, TimeSpan offset, DateTimeOffset receivedAt, DateTimeOffset sampledAt) =>
        before.Wrong == 0 || (offset - before.Offset).Duration() > SameWithin ? new ClockRun(offset, 1, 0, receivedAt, sampledAt)
        : sampledAt > before.NewestAt ? before with { Wrong = before.Wrong + 1, Right = 0, NewestAt = sampledAt }
        : before;

    private static AlertReason ReasonOf(TimeSpan offset) =>
        WholeHours(offset) is not null ? AlertReason.ClockOffByWholeHours : offset > TimeSpan.Zero ? AlertReason.ClockLags : AlertReason.ClockLeads;

    /// <summary>Null when the offset is not near to whole hours, or near to none.</summary>
    private static int? WholeHours(TimeSpan offset)
    {
        var hours = Math.Round(offset.TotalHours);
        return hours != 0 && Math.Abs(hours) <= 24 && (offset - TimeSpan.FromHours(hours)).Duration() <= WholeHoursWithin ? (int)hours : null;
    }

    /// <summary>How many minutes the samples lie before their receipt, below zero when behind it; and the whole hours.</summary>
    private static Dictionary<string, string> FactsOf(TimeSpan offset)
    {
        var facts = new Dictionary<string, string> { ["lag_min"] = Facts.Number(Math.Round((decimal)offset.TotalMinutes, 1)) };
        if (WholeHours(offset) is { } hours)
        {
            facts["whole_hours"] = Facts.Number(hours);
        }

        return facts;
    }
}
