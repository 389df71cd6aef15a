using WaterWatch.Configuration.DutyFiles;
using WaterWatch.Configuration.LimitFiles;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Limits;
using WaterWatch.Rivers;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>What the stations of a river need to know of it.</summary>
/// <param name="LimitsAreIncomplete">True when a file of limits could not be read: an unknown standard may then be its fault.</param>
internal sealed record RiverContext(string Id, TimeZoneInfo TimeZone, IReadOnlyList<string> PlaceIds, Section? Defaults, bool LimitsAreIncomplete);

/// <summary>One file of <c>rivers/</c>.</summary>
/// <param name="Watched">Null when its network cannot be built; problems say why.</param>
/// <param name="References">Figures that stations are judged by where no standard has one.</param>
internal sealed record ListedRiver(string Id, WatchedRiver? Watched, IReadOnlyList<ListedStation> Stations, IReadOnlyList<Limit> References, Section Section);

/// <summary>Reads one file of <c>rivers/</c>: names, network and stations.</summary>
internal sealed class RiverFileReader(ConfigurationFiles files, LimitBook limits, bool limitsAreIncomplete, DutyBook duties, Problems problems)
{
    public static SectionKeys FileKeys { get; } = new(
        "a river file", "river", "name", "time_zone", "duties", "assumed_velocities", "geojson", "places", "reaches", "river_alerts", "closing", "defaults", "stations");

    public static SectionKeys ClosingKeys { get; } = new("closing", "clear_for", "duties_met");

    public ListedRiver? Read(ConfigNode node)
    {
        if (Section.Open(node, FileKeys, problems) is not { } file)
            return null;

        var id = file.RequiredText("river", "longjiang") ?? "";
        if (id.Length > 0 && !StationId.IsValid(id))
            file.Problem("river", $"\"{id}\" cannot be an id", "Use lower-case letters, digits, - and _, at most 64");

        var name = file.RequiredName("name");
        _ = file.RequiredText("time_zone", "Asia/Shanghai");
        var zone = Named.TimeZone(file, "time_zone") ?? TimeZoneInfo.Utc;
        var network = new NetworkReader(problems).Read(file, out var placeIds);
        if (network is not null)
            NetworkReader.Remark(network, file);

        // Also of a river whose network cannot be built, so that all mistakes are told at once.
        var course = CourseReader.Read(file, files);
        var defaults = file.Sub("defaults", StationReader.DefaultsKeys);
        var context = new RiverContext(id, zone, placeIds, defaults, limitsAreIncomplete);
        var stations = new StationReader(context, limits, files.Folder, problems);
        var listed = file.Sections("stations", StationReader.StationKeys).Select(stations.Read).OfType<ListedStation>().ToList();
        stations.Remark();
        if (file.IsEmptyList("stations"))
            file.Missing("stations", "a list of stations");

        var watched = network is null ? null : new WatchedRiver(id, name, zone, network, [.. listed.Select(s => s.Watched)])
        {
            Rules = ConditionRuleReader.River(file),
            Closing = file.Sub("closing", ClosingKeys) is { } closing
                ? new Closing(
                    closing.Value("clear_for", ValueKinds.DurationOrZero) ?? Closing.Default.ClearFor,
                    closing.Value("duties_met", ValueKinds.TrueOrFalse) ?? Closing.Default.DutiesMet)
                : Closing.Default,
            Duties = Duties(file),
            Course = course,
        };
        return new ListedRiver(id, watched, listed, stations.References, file);
    }

    private List<DutyRule> Duties(Section file)
    {
        var rules = new List<DutyRule>();
        foreach (var name in file.Texts("duties"))
        {
            if (duties.Find(name.Text) is { } set)
            {
                rules.AddRange(set.Rules);
            }
            else
            {
                problems.Add(name.Origin, $"duties: \"{name.Text}\" is in no file of duties/", Nearest.Remedy(name.Text, duties.Names));
            }
        }

        return [.. rules.DistinctBy(r => r.Ref)];
    }
}
