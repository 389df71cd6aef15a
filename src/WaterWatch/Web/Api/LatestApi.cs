using System.Globalization;
using WaterWatch.Deciding;
using WaterWatch.Pipeline;
using WaterWatch.Readings;

namespace WaterWatch.Web.Api;

/// <summary><c>latest</c>: the last value of every series. From memory, not from the log: the state has it at hand.</summary>
internal static class LatestApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("latest", ListAsync)
        .WithSummary("The newest sample of every series of all stations, or of those of one determinand= and fraction=.").ProducesProblem(400);

    /// <summary>The newest samples after a series, as many as asked for and one more. Between two batches: so it only copies.</summary>
    /// <returns>By series number, in its order.</returns>
    public static List<(int Number, SeriesKey Key, Sample Newest)> Newest(WatchState state, Determinand? determinand, Fraction? fraction, int after, int most)
    {
        var found = new List<(int Number, SeriesKey Key, Sample Newest)>(Math.Min(most, state.LastSeries));
        foreach (var series in state.SeriesAfter(after, determinand, fraction))
        {
            if (found.Count == most)
            {
                break;
            }

            if (series.Newest is { } newest)
            {
                found.Add((series.Number, series.Key, newest));
            }
        }

        return found;
    }

    private static async Task<Collection<LatestItem>> ListAsync(
        Inbox inbox, CancellationToken cancellation, string? determinand = null, string? fraction = null, int? limit = null, string? cursor = null)
    {
        var wanted = Asked.Determinand(determinand);
        var part = Asked.Word<Fraction>("fraction", fraction);
        var most = Asked.Limit(limit);
        var after = string.IsNullOrEmpty(cursor) ? 0
            : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new BadRequestException("cursor", "Use the \"next\" of the page before, unchanged.");
        var found = await inbox.LookAsync((state, _) => Newest(state, wanted, part, after, most + 1), cancellation);
        return new Collection<LatestItem>(
            [.. found.Take(most).Select(f => LatestItem.Of(f.Key, f.Newest))], found.Count > most ? found[most - 1].Number.ToString(CultureInfo.InvariantCulture) : null);
    }
}
