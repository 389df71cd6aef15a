using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Storage;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Asides;

/// <param name="Reason">Only for this one; null for any.</param>
public sealed record SetAsideModel(PageFrame Frame, SetAsideReason? Reason)
{
    /// <summary>How much of a payload a list shows, bytes.</summary>
    public const int Shown = 4096;

    /// <summary>How much of one its own page shows; the rest is saved as a file.</summary>
    public const int ShownAlone = 65_536;

    public Tongue Tongue => Frame.Tongue;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SetAside> Items { get; init; } = [];

    /// <summary>Whether newer ones were left out.</summary>
    public bool IsLater { get; init; }

    /// <summary>Where the next older ones are; null when there are none.</summary>
    public string? Older { get; init; }

    public static SetAsideModel Of(PageFrame frame, SetAsideReason? reason, bool isLater, Page<SetAside> page) => new(frame, reason)
    {
        Items = page.Items,
        IsLater = isLater,
        Older = page.Next is { } next ? $"/set-aside?{(reason is { } only ? $"reason={only}&" : "")}cursor={Uri.EscapeDataString(next)}" : null,
    };
}
