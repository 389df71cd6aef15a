using System.Text.Json;
using WaterWatch.Alerts;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Replay;

/// <summary>Which alerts a silence or a maintenance window of a story means, in the words of <c>people.yaml</c>.</summary>
internal static class ReplayMatcher
{
    public static string[] Members { get; } = ["rivers", "stations", "conditions", "determinands"];

    /// <summary>Null when one of its members is no list of texts, or names what nobody knows.</summary>
    public static Matcher? Read(JsonElement line)
    {
        var lists = Array.ConvertAll(Members, member => Texts(line, member));
        if (lists is not [{ } rivers, { } stations, { } conditions, { } determinands])
        {
            return null;
        }

        var meant = conditions.ConvertAll(c => Enum.GetValues<Condition>().Cast<Condition?>().FirstOrDefault(known => known!.Value.Word() == c));
        var measured = determinands.ConvertAll(Determinand.Find);
        return meant.Contains(null) || measured.Contains(null) || !stations.TrueForAll(StationId.IsValid) ? null : new Matcher
        {
            Rivers = rivers,
            Stations = stations.ConvertAll(s => new StationId(s)),
            Conditions = [.. meant.OfType<Condition>()],
            Determinands = [.. measured.OfType<Determinand>()],
        };
    }

    private static List<string>? Texts(JsonElement line, string member)
    {
        if (!line.TryGetProperty(member, out var value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) ? [.. value.EnumerateArray().Select(v => v.GetString()!)] : null;
    }
}
