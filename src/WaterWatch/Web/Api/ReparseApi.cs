using WaterWatch.Access;
using WaterWatch.Configuration;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Reparsing;
using WaterWatch.Storage;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary>What stored messages would say to the decoders and the configuration of now; on demand, what differs becomes corrections.</summary>
internal static class ReparseApi
{
    /// <summary>What is shown of the differences; all of them are counted.</summary>
    private const int Shown = 1_000;

    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("reparse", ReparseAsync).Needs(Right.Administer).WithTags("record").AddEndpointFilter(InOwnName.ActAsync)
            .WithSummary("Reads stored messages again by the decoders and the configuration of now: from, to (received, RFC 3339), station. Shows what differs; with apply: true, by and reason that is kept as corrections, and nothing is removed.")
            .Produces<ReparseItem>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503);

    private static async Task<IResult> ReparseAsync(ReparseAsked asked, Inbox inbox, LogReader log, ConfigurationInForce configuration, CancellationToken cancellation)
    {
        var (from, to) = (Asked.RequiredInstant("from", asked.From), Asked.RequiredInstant("to", asked.To));
        var shown = new List<DifferenceItem>();
        (Inbox, Act.Reparse)? apply = asked.Apply == true ? (inbox, new Act.Reparse(from, to, asked.By ?? "", asked.Reason ?? "")) : null;
        var (counts, refused) = await Task.Run(
            () => ReparseRun.RunAsync(
                new Reparser(log, configuration.Now), new ReparseSpan(from, to, asked.Station), apply,
                difference =>
                {
                    if (shown.Count < Shown)
                    {
                        shown.Add(DifferenceItem.Of(difference));
                    }
                },
                cancellation),
            cancellation);
        return refused is null ? TypedResults.Ok(new ReparseItem(apply is not null, counts, shown)) : ActsApi.Answer(refused);
    }
}

internal sealed record ReparseAsked(string? From, string? To, string? Station, bool? Apply, string? Reason) : ActAsked;

/// <param name="Applied">What differs was kept as corrections.</param>
/// <param name="Differences">The first thousand.</param>
internal sealed record ReparseItem(bool Applied, ReparseCounts Counts, IReadOnlyList<DifferenceItem> Differences);

/// <param name="Kind">new, changed or no_longer_read.</param>
internal sealed record DifferenceItem(
    string Kind, string Station, string Source, string Determinand, string Fraction, int PeriodS, DateTimeOffset TakenAt, DateTimeOffset ReceivedAt, string? Before, string? BeforeMark, string? After, string? AfterMark)
{
    public static DifferenceItem Of(Difference of) => new(
        of.Kind switch { DifferenceKind.New => "new", DifferenceKind.Changed => "changed", _ => "no_longer_read" },
        of.Series.Station.Value, of.Series.Source, of.Series.Determinand.Key, Words.Of(of.Series.Fraction), of.Series.PeriodSeconds, of.TakenAt, of.ReceivedAt,
        of.Before?.Value.ToString(), of.Before?.Mark.ToString(), of.After?.Value.ToString(), of.After?.Mark.ToString());
}
