using WaterWatch.Timeline;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;

namespace WaterWatch.Web.Pages.SetAside;

/// <summary>One message that was set aside, and what this viewer may decide of it.</summary>
/// <param name="Settled">What a person decided; null while nobody has.</param>
/// <param name="Form">What was typed and refused; null where this viewer decides nothing.</param>
public sealed record OneSetAsideModel(PageFrame Frame, Deciding.SetAside Item, TimelineEntry? Settled, TypedForm? Form)
{
    public const string Release = "release";
    public const string Discard = "discard";

    public bool IsReleased => Settled?.Kind == EntryKind.MessageReleased;
}
