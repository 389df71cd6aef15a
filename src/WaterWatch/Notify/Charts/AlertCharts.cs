using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Notify.Charts;

/// <summary>A picture in a mail, with all that it says in words.</summary>
internal sealed record MailChart(byte[] Png, string Title, string Legend, string Alternative);

/// <summary>
/// The chart of what a notification tells in full, read from the log when it is sent, beside the pipeline. A mail without its chart is better than none, so that whatever goes wrong here is
/// said in the log of the service, once, and the mail goes.
/// </summary>
internal sealed class AlertCharts(LogReader log, ILogger<AlertCharts> logger)
{
    private static readonly TimeSpan Shown = TimeSpan.FromHours(72);

    /// <summary>No more points, however many samples there were: as fine as the picture.</summary>
    private const int MostPoints = 320;

    private int _hasFailed;

    /// <summary>Null when there is nothing to draw, or it could not be drawn.</summary>
    public MailChart? Of(Briefing briefing, bool chinese)
    {
        if (briefing is not { Alert: { Key.Determinand: { } determinand } alert, Station: { } station } || briefing.Notification.Reason == NotifyReason.Test)
        {
            return null;
        }

        try
        {
            var data = Data(briefing, alert, station, determinand);
            var words = new ChartWords(data, station.Station.Name, determinand.Name, chinese);
            return data.Points.Count == 0 && data.Alerted is null ? null : new MailChart(AlertChart.Of(data), words.Title, words.Legend, words.Alternative);
        }
        catch (Exception fault)
        {
            // The border of one notification: no chart is worth a mail.
            if (Interlocked.Exchange(ref _hasFailed, 1) == 0)
            {
                logger.LogError(fault, "The chart of alert {Alert} could not be drawn; mails go without, and this is said once", alert.Id);
            }

            return null;
        }
    }

    private ChartData Data(Briefing briefing, Alert alert, WatchedStation station, Determinand determinand)
    {
        // Of water that was sampled days ago the days around it say more than the newest.
        var latest = alert.LatestAt ?? briefing.Now;
        var to = latest < briefing.Now - 0.75 * Shown ? latest + 0.25 * Shown : latest > briefing.Now ? latest : briefing.Now;
        var from = to - Shown;
        var (key, hasLevels) = (alert.Key, determinand.Key is not ("pH" or "DO"));
        var series = log.SeriesOf(key.Station.Value).Where(s => s.Key.Determinand == determinand && s.Key.Fraction == key.Fraction).Select(s => s.Series).ToList();
        var buckets = series.Count == 0 ? [] : log.Buckets(new BucketsQuery(series) { From = from, To = to + TimeSpan.FromSeconds(1), Points = MostPoints }).Items.Where(b => b.Max is not null).ToList();
        var points = buckets.Select(Point).OrderBy(p => p.At).ToList();
        var alerted = alert.LatestValue is { } value && alert.LatestAt is { } at ? new ChartPoint(at, (double)value.Value, (double)value.Value, 1, value.Sign.Length > 0) : null;
        var unit = determinand.Unit.Symbol() is "pH" ? "" : determinand.Unit.Symbol();
        var rule = hasLevels ? (station.Rules.FirstOrDefault(r => r.Determinand == determinand && r.Fraction == key.Fraction)?.Alerts ?? station.DefaultRule).Levels : null;
        var level = briefing.Notification.Reason == NotifyReason.Resolved ? alert.PeakLevel : alert.Level;
        return new ChartData(from, to, briefing.Zone, points, alerted, level, unit, (double?)alert.Limit, rule)
        {
            FiredAt = alert.FiredAt,
            Span = buckets.Select(b => b.Length).DefaultIfEmpty().Max(),
        };
    }

    private static ChartPoint Point(BucketOf bucket) => new(
        bucket.Start + (bucket.Count == 1 ? TimeSpan.Zero : bucket.Length / 2), (double)bucket.Min!, (double)bucket.Max!, (int)(bucket.Count - bucket.LeftOut), bucket.Censored == bucket.Count - bucket.LeftOut);
}
