namespace WaterWatch.Web.Pages.IncidentRoom;

/// <summary>How a field is typed into.</summary>
public enum FieldKind
{
    Line,
    Text,
    Time,
    Choice,
}

/// <summary>A field of a form, with what was typed and what was wrong with it.</summary>
/// <param name="Name">As in the API.</param>
/// <param name="Options">Of a choice: what is sent, and its words.</param>
public sealed record FormField(string Name, string Label, FieldKind Kind, string Value, IReadOnlyList<(string Value, string Label)> Options)
{
    /// <summary>Said beside the field; empty while nothing is wrong.</summary>
    public string Error { get; init; } = "";
}

/// <summary>What a person can do to an incident.</summary>
/// <param name="Act">The end of the address that it is sent to.</param>
public sealed record ActForm(string Act, string Title, IReadOnlyList<FormField> Fields)
{
    /// <summary>What was wrong with it as a whole; empty while nothing is.</summary>
    public string Error { get; init; } = "";

    public bool IsOpen { get; init; }
}

/// <summary>The forms of one viewer.</summary>
/// <param name="Done">What was just done, in words; empty for nothing.</param>
public sealed record ActFormsModel(Shared.Tongue Tongue, long Incident, string TokenField, string Token, IReadOnlyList<ActForm> Forms, string Done);

/// <summary>What was sent and why nothing was done.</summary>
/// <param name="Field">Empty when it is for the act as a whole.</param>
public sealed record RefusedForm(string Act, IReadOnlyDictionary<string, string> Typed, string Field, string Words);
