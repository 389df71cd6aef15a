namespace WaterWatch.Web.Api;

/// <summary>An item of a short list that is paged in memory.</summary>
internal interface IListed
{
    /// <summary>The same however often it is asked: by it a page goes on where the one before has ended.</summary>
    string Key { get; }
}

internal static class Listed
{
    /// <exception cref="BadRequestException">The limit, or a cursor that is none of these.</exception>
    public static Collection<T> Page<T>(this List<T> all, int? limit, string? cursor)
        where T : IListed
    {
        var most = Asked.Limit(limit);
        var skipped = string.IsNullOrEmpty(cursor) ? 0 : all.FindIndex(i => i.Key == cursor);
        return skipped < 0
            ? throw new BadRequestException("cursor", "Use the \"next\" of the page before, unchanged; when the list has changed since, begin again without it.")
            : new Collection<T>([.. all.Skip(skipped).Take(most)], skipped + most < all.Count ? all[skipped + most].Key : null);
    }
}
