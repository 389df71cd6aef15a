using WaterWatch.Web.Pages.Shared.Forms;

namespace WaterWatch.Web.Pages.IncidentRoom;

/// <summary>How a field is typed into.</summary>
public enum FieldKind
{
    Line,
    Text,
    Time,
    Choice,
}

/// <summary>A field of a form beside who signs it and why.</summary>
/// <param name="Name">As in the API.</param>
/// <param name="Options">Of a choice.</param>
public sealed record FormField(string Name, string Label, FieldKind Kind, IReadOnlyList<Choice> Options);

/// <summary>What a person can do to an incident.</summary>
/// <param name="Act">The end of the address that it is sent to.</param>
public sealed record ActForm(string Act, string Title, params FormField[] Fields)
{
    /// <summary>Unfolded although nobody has asked for it.</summary>
    public bool IsOpen { get; init; }

    /// <summary>False where what is typed says by itself why.</summary>
    public bool HasReason { get; init; } = true;
}
