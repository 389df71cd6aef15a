using WaterWatch.Deciding;
using WaterWatch.Pipeline;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Web.Api;

/// <summary><c>stations</c>, <c>stations/{id}</c> and <c>stations/{id}/readings</c>.</summary>
internal static class StationsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("stations", ListAsync).WithSummary("Every station with its level and when it was last heard.");
        api.MapGet("stations/{id}", OneAsync).WithSummary("One station.").ProducesProblem(404);
        api.MapGet("stations/{id}/readings", ReadingsAsync)
            .WithSummary("Readings of a station in the order of their sample times, every version of each; as text/csv when asked for. With every= (such as 15m) or points= (such as 1000) in spans of time with min, mean, max and flags.")
            .Produces<Collection<ReadingItem>>().ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<Collection<StationItem>> ListAsync(Inbox inbox, TimeProvider clock, CancellationToken cancellation, int? limit = null, string? cursor = null)
    {
        var now = clock.GetUtcNow();
        var all = await inbox.LookAsync((state, plan) => StationLevel.All(plan, state, now).Select(s => Item(s.Station, state, s.Level, now)).ToList(), cancellation);
        var most = Asked.Limit(limit);
        var page = all.OrderBy(s => s.River, StringComparer.Ordinal).ThenBy(s => s.DistanceKm).ThenBy(s => s.Id, StringComparer.Ordinal)
            .SkipWhile(s => !string.IsNullOrEmpty(cursor) && s.Id != cursor).ToList();
        if (page.Count == 0 && all.Count > 0)
        {
            throw new BadRequestException("cursor", "Use the \"next\" of the page before, unchanged; when the stations have changed since, begin again without it.");
        }

        return new Collection<StationItem>([.. page.Take(most)], page.Count > most ? page[most].Id : null);
    }

    private static async Task<IResult> OneAsync(string id, Inbox inbox, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var item = await inbox.LookAsync(
            (state, plan) => StationLevel.All(plan, state, now).Where(s => s.Station.Station.Id.Value == id).Select(s => Item(s.Station, state, s.Level, now)).FirstOrDefault(),
            cancellation);
        return item is null ? NoStation(id) : TypedResults.Ok(item);
    }

    private static async Task<IResult> ReadingsAsync(
        string id, Inbox inbox, LogReader log, HttpRequest request, CancellationToken cancellation,
        string? determinand = null, string? fraction = null, string? from = null, string? to = null, string? every = null, int? points = null,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "as_known_at")] string? asKnownAt = null, string? format = null, int? limit = null, string? cursor = null)
    {
        var wanted = Asked.Determinand(determinand);
        var part = Asked.Word<Fraction>("fraction", fraction);
        var station = await inbox.LookAsync((_, plan) => plan.Stations.GetValueOrDefault(id), cancellation);
        var series = log.SeriesOf(id)
            .Where(s => (wanted is null || s.Key.Determinand == wanted) && (part is null || s.Key.Fraction == part)).Select(s => s.Series).ToList();
        if (station is null && series.Count == 0)
        {
            return NoStation(id);
        }

        var query = new ReadingsQuery(series)
        {
            From = Asked.Instant("from", from),
            To = Asked.Instant("to", to),
            AsKnownAt = Asked.Instant("as_known_at", asKnownAt),
            Limit = Asked.Limit(limit),
            Cursor = cursor,
        };
        if (Buckets.Asked(every, points) is { } spans)
        {
            return TypedResults.Ok(Buckets.Of(log, query, spans, limit));
        }

        if (format == "csv" || request.Headers.Accept.Any(a => a?.Contains("text/csv", StringComparison.OrdinalIgnoreCase) ?? false))
        {
            return TypedResults.Stream(stream => WriteCsvAsync(stream, log.StreamReadings(query).Select(r => ReadingItem.Of(r, station)), cancellation), Csv.ContentType, $"{id}.csv");
        }

        var page = log.Readings(query);
        return TypedResults.Ok(new Collection<ReadingItem>([.. page.Items.Select(r => ReadingItem.Of(r, station))], page.Next));
    }

    private static StationItem Item(WatchedStation watched, WatchState state, string level, DateTimeOffset now)
    {
        var station = watched.Station;
        var heardAt = state.Station(station.Id.Value)?.Heard?.LastHeardAt;
        return new StationItem(
            station.Id.Value, station.Name.En, station.Name.Zh, station.River, station.Kind, station.DistanceKm, station.LimitStandard, station.LimitClass,
            heardAt > DateTimeOffset.MinValue ? heardAt : null, level, WaterClass.Of(watched, state, now));
    }

    private static async Task WriteCsvAsync(Stream stream, IEnumerable<ReadingItem> readings, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(stream, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await writer.WriteAsync("station,source,determinand,fraction,taken_at,period_s,received_at,recorded_at,value,qualifier,unit,mark,flag,flag_tests,judged,why,limit_ref,water_class\r\n");
        foreach (var item in readings)
        {
            await writer.WriteAsync(
                Csv.Line(
                    item.Station, item.Source, item.Determinand, item.Fraction, item.TakenAt, item.PeriodS, item.ReceivedAt, item.RecordedAt, item.Value, item.Qualifier,
                    item.Unit, item.Mark, item.Flag, string.Join(' ', item.FlagTests), item.Judged, item.Why, item.LimitRef, item.WaterClass).AsMemory(),
                cancellation);
        }
    }

    public static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult NoStation(string id) =>
        TypedResults.Problem($"No station \"{id}\" is configured; see /api/v1/stations.", statusCode: 404, title: "No such station");
}
