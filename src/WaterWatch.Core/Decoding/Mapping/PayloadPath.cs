using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace WaterWatch.Decoding.Mapping;

/// <summary>
/// Where something stands in a payload. Names with points between them, <c>[0]</c> for an item of an array, <c>["a.b"]</c> for a name with a point or bracket in it, and
/// <c>$</c> at the front for the whole message in place of the record. Only the path of records has two steps more: <c>[*]</c>, each item of an array (what is no array
/// counts as an array of one), and <c>+station</c>, each member, whose name says the device.
/// </summary>
public sealed class PayloadPath
{
    private const string Station = "+station";

    private readonly Step[] _steps;

    private PayloadPath(string text, bool isFromMessage, Step[] steps) => (Text, IsFromMessage, _steps) = (text, isFromMessage, steps);

    /// <summary>As configured.</summary>
    public string Text { get; }

    /// <summary>Whether it begins at the whole message, and not at the record.</summary>
    public bool IsFromMessage { get; }

    /// <summary>The one name that it is made of; null when it is more.</summary>
    public string? OnlyName => _steps is [{ Kind: StepKind.Member } only] && !IsFromMessage ? only.Name : null;

    /// <summary>Whether it finds several places: such a path is one of records and of nothing else.</summary>
    public bool IsOfMany => Array.Exists(_steps, s => s.Kind is StepKind.Items or StepKind.Stations);

    /// <summary>Whether it says of each record which device it is of.</summary>
    public bool NamesStation => Array.Exists(_steps, s => s.Kind == StepKind.Stations);

    /// <param name="why">What is wrong with it, without a full stop; empty when nothing is.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PayloadPath? path, out string why)
    {
        path = null;
        var rest = text.AsSpan();
        var isFromMessage = rest is "$" or ['$', '.' or '[', ..];
        rest = isFromMessage ? rest[1..] : rest;
        var steps = new List<Step>();
        for (var isFirst = !isFromMessage; !rest.IsEmpty; isFirst = false)
        {
            if (rest[0] == '[' ? !Bracket(ref rest, steps, out why) : !Name(ref rest, isFirst, steps, out why))
            {
                return false;
            }
        }

        why = steps.Count == 0 && !isFromMessage ? "is empty" : steps.Count(s => s.Kind == StepKind.Stations) > 1 ? "names +station more than once" : "";
        path = why.Length == 0 ? new PayloadPath(text, isFromMessage, [.. steps]) : null;
        return path is not null;
    }

    /// <returns>False when there is nothing; a null that was sent is something.</returns>
    public bool TryFind(JsonElement message, JsonElement record, out JsonElement found) => TryWalk(message, record, _steps, out found);

    /// <summary>Whether the object is there that the place would be a member of: only then has a member been left out.</summary>
    public bool IsLeftOut(JsonElement message, JsonElement record) =>
        _steps is [.., { Kind: StepKind.Member } last]
        && TryWalk(message, record, _steps.AsSpan(..^1), out var parent) && parent.ValueKind == JsonValueKind.Object && !parent.TryGetProperty(last.Name, out _);

    /// <summary>All places, in the order of the payload, each with the name of its device where the path has <c>+station</c>.</summary>
    public IEnumerable<(string? Device, JsonElement Found)> FindAll(JsonElement message) => FindAll(message, 0, null);

    public override string ToString() => Text;

    private IEnumerable<(string? Device, JsonElement Found)> FindAll(JsonElement from, int at, string? device)
    {
        if (at == _steps.Length)
        {
            return [(device, from)];
        }

        return _steps[at] switch
        {
            { Kind: StepKind.Items } => from.ValueKind == JsonValueKind.Array ? from.EnumerateArray().SelectMany(item => FindAll(item, at + 1, device)) : FindAll(from, at + 1, device),
            { Kind: StepKind.Stations } => from.ValueKind == JsonValueKind.Object ? from.EnumerateObject().SelectMany(member => FindAll(member.Value, at + 1, member.Name)) : [],
            var one => TryStep(from, one, out var next) ? FindAll(next, at + 1, device) : [],
        };
    }

    private bool TryWalk(JsonElement message, JsonElement record, ReadOnlySpan<Step> steps, out JsonElement found)
    {
        found = IsFromMessage ? message : record;
        foreach (var step in steps)
        {
            if (!TryStep(found, step, out found))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryStep(JsonElement from, in Step step, out JsonElement next)
    {
        next = default;
        switch (step.Kind)
        {
            case StepKind.Member:
                return from.ValueKind == JsonValueKind.Object && from.TryGetProperty(step.Name, out next);
            case StepKind.Item when from.ValueKind == JsonValueKind.Array && step.Index < from.GetArrayLength():
                next = from[step.Index];
                return true;
            default:
                return false;
        }
    }

    private static bool Name(ref ReadOnlySpan<char> rest, bool isFirst, List<Step> steps, out string why)
    {
        if (!isFirst && rest[0] != '.')
        {
            why = "has a name directly behind a bracket";
            return false;
        }

        rest = isFirst ? rest : rest[1..];
        var end = rest.IndexOfAny('.', '[');
        var name = (end < 0 ? rest : rest[..end]).ToString();
        rest = end < 0 ? default : rest[end..];
        why = name.Length == 0 ? "has a point with no name behind it" : name.Contains(']', StringComparison.Ordinal) ? "has a bracket that was never opened" : "";
        steps.Add(name == Station ? new Step(StepKind.Stations, name, 0) : new Step(StepKind.Member, name, 0));
        return why.Length == 0;
    }

    private static bool Bracket(ref ReadOnlySpan<char> rest, List<Step> steps, out string why)
    {
        why = "";
        if (rest.StartsWith("[\"") && rest.IndexOf("\"]") is > 1 and var quote)
        {
            steps.Add(new Step(StepKind.Member, rest[2..quote].ToString(), 0));
            rest = rest[(quote + 2)..];
            return true;
        }

        var end = rest.IndexOf(']');
        var inside = end < 0 ? default : rest[1..end];
        if (inside is "*")
        {
            steps.Add(new Step(StepKind.Items, "", 0));
        }
        else if (int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            steps.Add(new Step(StepKind.Item, "", index));
        }
        else
        {
            why = "has a bracket with neither a number, nor *, nor a name in double quotes";
            return false;
        }

        rest = rest[(end + 1)..];
        return true;
    }

    private enum StepKind
    {
        Member,
        Item,
        Items,
        Stations,
    }

    private readonly record struct Step(StepKind Kind, string Name, int Index);
}
