using WaterWatch.Storage;

namespace WaterWatch.Web.Api;

/// <summary>Readings gathered into spans of time, for charts over long periods.</summary>
internal static class Buckets
{
    /// <summary>How the spans are asked for; null when single readings are wanted.</summary>
    public static (TimeSpan? Every, int? Points)? Asked(string? every, int? points)
    {
        var length = Api.Asked.Span("every", every);
        if (points is < 1 or > Api.Asked.LargestLimit)
        {
            throw new BadRequestException("points", $"points is from 1 to {Api.Asked.LargestLimit}; it was {points}.");
        }

        return length is null && points is null ? null
            : length is null || points is null ? (length, points)
            : throw new BadRequestException("points", "Give either every or points: one follows from the other.");
    }

    public static Collection<BucketItem> Of(LogReader log, ReadingsQuery readings, (TimeSpan? Every, int? Points) spans, int? limit)
    {
        var page = log.Buckets(new BucketsQuery(readings.Series)
        {
            From = readings.From,
            To = readings.To,
            AsKnownAt = readings.AsKnownAt,
            Every = spans.Every,
            Points = spans.Points,
            Limit = limit is null ? Api.Asked.LargestLimit : Api.Asked.Limit(limit),
            Cursor = readings.Cursor,
        });
        return new Collection<BucketItem>([.. page.Items.Select(BucketItem.Of)], page.Next);
    }
}
