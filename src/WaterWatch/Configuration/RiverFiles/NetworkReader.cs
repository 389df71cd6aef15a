using WaterWatch.Configuration.Yaml;
using WaterWatch.Rivers;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>Reads places and reaches of a river file into its network.</summary>
internal sealed class NetworkReader(Problems problems)
{
    public static SectionKeys PlaceKeys { get; } = new("a place", "id", "name", "dam", "intake", "at", "assumed", "source", "note");

    public static SectionKeys IntakeKeys { get; } = new("an intake", "name", "people", "phone", "source");

    public static SectionKeys ReachKeys { get; } = new("a reach", "from", "to", "length_km", "travel_time", "source", "assumed");

    public static SectionKeys TravelKeys { get; } = new("a travel_time", "fastest", "typical", "slowest");

    public static SectionKeys VelocityKeys { get; } = new("assumed_velocities", "fastest", "typical", "slowest");

    /// <summary>The network; null when it cannot be built, which has been noted.</summary>
    public RiverNetwork? Read(Section river, out IReadOnlyList<string> placeIds)
    {
        var places = Places(river);
        placeIds = [.. places.Select(p => p.Id)];
        var known = placeIds.ToHashSet();
        var velocities = Velocities(river.Sub("assumed_velocities", VelocityKeys));
        var reaches = new List<Reach>();
        var listed = new HashSet<(string From, string To)>();
        var whole = true;
        foreach (var section in river.Sections("reaches", ReachKeys))
        {
            var from = PlaceOf(section, "from", known);
            var to = PlaceOf(section, "to", known);
            var reach = Reach(section, from ?? "", to ?? "", velocities);
            if (from is null || to is null)
                whole = false;
            else if (!listed.Add((from, to)))
                section.Problem("to", $"the reach from {from} to {to} is listed twice", "Keep one of them");
            else
                reaches.Add(reach);
        }

        var circle = Circles.Find(reaches);
        if (circle.Count > 0)
        {
            var last = river.Sections("reaches", ReachKeys).Last(r => r.Text("from") == circle[^2] && r.Text("to") == circle[^1]);
            last.Problem(
                "to",
                $"the reaches run in a circle: {string.Join(" > ", circle)}",
                "Water runs one way: turn one of them round, or take it out");
            return null;
        }

        return whole && known.Count == placeIds.Count ? new RiverNetwork(places, reaches) : null;
    }

    /// <summary>Notes reaches whose times are not measured, since they decide what belongs to one incident; and places that nobody has checked on a map.</summary>
    public static void Remark(RiverNetwork network, Section river)
    {
        var assumed = network.Reaches.Count(r => r.Travel is { Assumed: true });
        if (assumed > 0)
            river.Problems.Remark(river.OriginOf("reaches"), $"{assumed} of {network.Reaches.Count} reaches have assumed travel times");

        var (located, assumedPlaces) = (network.Places.Count(p => p.At is not null), network.Places.Count(p => p is { At: not null, IsAtAssumed: true }));
        if (assumedPlaces > 0)
            river.Problems.Remark(river.OriginOf("places"), $"{assumedPlaces} of {located} places on the map stand where they are assumed to be");

        foreach (var reach in network.Reaches.Where(r => r.Travel is null))
        {
            river.Problems.Remark(
                river.OriginOf("reaches"),
                $"nothing is known of how long water takes from {reach.From} to {reach.To}: every intake below counts as near");
        }
    }

    private static List<Place> Places(Section river)
    {
        var places = new List<Place>();
        var listed = new HashSet<string>();
        foreach (var section in river.Sections("places", PlaceKeys))
        {
            if (section.RequiredText("id", "lalang") is not { } id)
                continue;

            if (!StationId.IsValid(id))
                section.Problem("id", $"\"{id}\" cannot be an id", "Use lower-case letters, digits, - and _, at most 64");
            else if (!listed.Add(id))
                section.Problem("id", $"a place with the id \"{id}\" is already listed", "Give each place its own id");

            _ = section.Text("source");
            _ = section.Text("note");
            places.Add(new Place(id, section.Name("name") ?? new LocalizedName(id, ""))
            {
                IsDam = section.Value("dam", ValueKinds.TrueOrFalse) ?? false,
                Intake = section.Sub("intake", IntakeKeys) is { } intake ? IntakeOf(intake) : null,
                At = PositionReader.Read(section),
                IsAtAssumed = section.Value("assumed", ValueKinds.TrueOrFalse) ?? false,
            });
        }

        return places;
    }

    private static Intake IntakeOf(Section section)
    {
        _ = section.Text("source");
        return new Intake(section.RequiredName("name"), section.Value("people", ValueKinds.People), section.Text("phone"));
    }

    private Reach Reach(Section section, string from, string to, AssumedVelocities velocities)
    {
        var length = section.Value("length_km", ValueKinds.Kilometres);
        var assumed = section.Value("assumed", ValueKinds.TrueOrFalse) ?? section.Has("assumed");
        var source = section.Text("source") ?? "";
        if (!assumed && source.Length == 0)
        {
            problems.Add(
                section.Origin,
                "this reach does not say where its figures are from",
                "Add source: \"the report or survey\", or assumed: true");
        }

        var travel = Travel(section.Sub("travel_time", TravelKeys), assumed);
        var provenance = (source.Length, assumed) switch { (0, _) => "assumed", (_, true) => $"{source} (assumed in part)", _ => source };
        return new Reach(from, to, length, travel ?? (length is { } km ? velocities.Over(km) : null), provenance);
    }

    private static TravelTime? Travel(Section? section, bool assumed)
    {
        if (section is null)
            return null;

        var fastest = section.RequiredValue("fastest", ValueKinds.Duration, "20h");
        var typical = section.RequiredValue("typical", ValueKinds.Duration, "3d");
        var slowest = section.RequiredValue("slowest", ValueKinds.Duration, "15d");
        if (fastest > typical || typical > slowest || fastest > slowest)
        {
            section.Problem(
                "fastest",
                "fastest, typical and slowest are not in this order",
                "Let fastest be the shortest time and slowest the longest");
        }

        return fastest is { } f && typical is { } t && slowest is { } s ? new TravelTime(f, t, s, assumed) : null;
    }

    private static AssumedVelocities Velocities(Section? section)
    {
        var wide = AssumedVelocities.Wide;
        if (section is null)
            return wide;

        var velocities = new AssumedVelocities(
            section.RequiredValue("fastest", ValueKinds.AboveZero, "2.0") ?? wide.FastestMs,
            section.RequiredValue("typical", ValueKinds.AboveZero, "0.5") ?? wide.TypicalMs,
            section.RequiredValue("slowest", ValueKinds.AboveZero, "0.05") ?? wide.SlowestMs);
        if (velocities.FastestMs < velocities.TypicalMs || velocities.TypicalMs < velocities.SlowestMs)
        {
            section.Problem(
                "fastest",
                "fastest, typical and slowest are not in this order",
                "These are metres a second: let fastest be the largest and slowest the smallest");
        }
        else if (velocities.SlowestMs < 0.001m || velocities.FastestMs > 20m)
        {
            section.Problem(
                "slowest",
                "no river runs slower than 0.001 or faster than 20 metres a second",
                "Write metres a second, such as fastest: 2.0 and slowest: 0.05");
        }
        else
        {
            return velocities;
        }

        // What is out of bounds must not be reckoned with: a time over a length could leave a TimeSpan's range.
        return wide;
    }

    private static string? PlaceOf(Section section, string key, HashSet<string> placeIds)
    {
        if (section.RequiredText(key, "lalang") is not { } id)
            return null;

        if (placeIds.Contains(id))
            return id;

        section.Problem(key, $"{key}: \"{id}\" is not a place of this river", Nearest.Remedy(id, placeIds));
        return null;
    }
}
