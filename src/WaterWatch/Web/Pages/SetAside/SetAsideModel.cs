using WaterWatch.Decoding;
using WaterWatch.Storage;
using WaterWatch.Timeline;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.SetAside;

/// <param name="Reason">Only for this one; null for any.</param>
public sealed record SetAsideModel(PageFrame Frame, SetAsideReason? Reason)
{
    /// <summary>How much of a payload a list shows, bytes.</summary>
    public const int Shown = 4096;

    /// <summary>How much of one its own page shows; the rest is saved as a file.</summary>
    public const int ShownAlone = 65_536;

    public Tongue Tongue => Frame.Tongue;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Deciding.SetAside> Items { get; init; } = [];

    /// <summary>What people decided of them, by number: the newest entry of each.</summary>
    public IReadOnlyDictionary<long, TimelineEntry> Settled { get; init; } = new Dictionary<long, TimelineEntry>();

    /// <summary>Only those of which nobody has decided.</summary>
    public bool IsOpenOnly { get; init; }

    /// <summary>Whether newer ones were left out.</summary>
    public bool IsLater { get; init; }

    /// <summary>Where the newest of the same kind are.</summary>
    public string Newest => $"/set-aside{QueryString.Create(new Dictionary<string, string?> { ["reason"] = Reason?.ToString(), ["state"] = IsOpenOnly ? "open" : null }.Where(q => q.Value is not null))}";

    /// <summary>Where the next older ones are; null when there are none.</summary>
    public string? Older { get; init; }

    public static SetAsideModel Of(PageFrame frame, SetAsideReason? reason, bool isOpenOnly, bool isLater, Page<Deciding.SetAside> page, Func<long, TimelineEntry?> settledBy) => new(frame, reason)
    {
        Items = page.Items,
        Settled = page.Items.Select(i => settledBy(i.Id) is { } entry ? KeyValuePair.Create(i.Id, entry) : default).Where(s => s.Value is not null).ToDictionary(),
        IsOpenOnly = isOpenOnly,
        IsLater = isLater,
        Older = page.Next is { } next ? $"/set-aside?{(reason is { } only ? $"reason={only}&" : "")}{(isOpenOnly ? "state=open&" : "")}cursor={Uri.EscapeDataString(next)}" : null,
    };
}
