using System.Collections.Frozen;
using WaterWatch.Configuration.DutyFiles;
using WaterWatch.Configuration.LimitFiles;
using WaterWatch.Configuration.Options;
using WaterWatch.Configuration.PeopleFiles;
using WaterWatch.Configuration.RiverFiles;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Deciding;
using WaterWatch.Importing.Mapping;
using WaterWatch.Limits;

namespace WaterWatch.Configuration;

/// <summary>Reads a configuration folder as a whole: <c>waterwatch.yaml</c>, <c>rivers/</c>, <c>limits/</c>, <c>duties/</c>, <c>people.yaml</c> and <c>imports/</c>.</summary>
public static class ConfigurationFolder
{
    /// <summary>Reads and checks everything; never throws for what is written there.</summary>
    /// <param name="directory">The folder, such as <c>config</c>.</param>
    /// <param name="environment">All environment variables; those beginning with <c>WATERWATCH__</c> are laid over <c>waterwatch.yaml</c>.</param>
    /// <param name="sets">The values of <c>--set</c>, each <c>section.key=value</c>, laid over the environment; the later wins.</param>
    public static ConfigurationResult Load(string directory, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> sets)
    {
        var problems = new Problems();
        if (!Directory.Exists(directory))
        {
            problems.Add(new Origin(directory, 0), "there is no such folder", "Name the configuration folder with --config");
            return new ConfigurationResult(problems.Sorted(), []);
        }

        var files = new ConfigurationFiles(directory, problems);
        var settings = Settings(files, directory, environment, sets, problems);
        var limits = Limits(files, problems, out var limitsAreIncomplete);
        var duties = Duties(files, problems);
        var riverFiles = files.In(ConfigurationFiles.Rivers, "river file");
        var rivers = riverFiles
            .Select(files.Document).OfType<ConfigNode>()
            .Select(new RiverFileReader(files, limits, limitsAreIncomplete, duties, problems).Read).OfType<ListedRiver>()
            .ToList();
        FindTwice(rivers);
        if (rivers.Count == riverFiles.Count)
        {
            FindUnknown(settings.Broker.Users, rivers, problems);
            FindUnknown(settings.MappedStations, rivers, problems);
        }

        var people = People(files, directory, new RiverBook(rivers, rivers.Count < riverFiles.Count), problems);

        var imports = Imports(files, rivers, problems);
        if (problems.Any)
            return new ConfigurationResult(problems.Sorted(), problems.SortedRemarks());

        var hash = files.Hash();
        var plan = new WatchPlan([.. rivers.Select(r => r.Watched).OfType<WatchedRiver>()], settings.Pipeline.AllowedClockSkew, hash)
        {
            Feeds = settings.Feeds.Select(f => f.Name).ToFrozenSet(),
            OnCall = people.Plan,
            PartsWithin = settings.Pipeline.PartsWithin,
            HistoryAfter = settings.Pipeline.HistoryAfter,
        }.Told(settings.Telling);
        var mns = rivers.SelectMany(r => r.Stations).Where(s => s.Mn is not null).ToDictionary(s => s.Mn!, s => s.Watched.Station.Id);
        var loaded = new LoadedConfiguration(settings, plan, hash, All(limits, rivers), mns, problems.SortedRemarks())
        {
            Standards = limits,
            People = people,
            Imports = imports,
            Facts = files.Facts(),
            Source = new ConfigurationSource(directory, environment, sets),
        };
        return new ConfigurationResult(loaded);
    }

    private static Dictionary<string, (ImportMapping Mapping, string Text)> Imports(ConfigurationFiles files, IReadOnlyList<ListedRiver> rivers, Problems problems)
    {
        var reader = new ImportMappingReader([.. rivers.SelectMany(r => r.Stations).Select(s => s.Watched.Station.Id.Value)], problems);
        return files.InIfAny(ConfigurationFiles.Imports)
            .Select(f => (Name: Path.GetFileNameWithoutExtension(f), Root: files.Document(f), Text: files.Text(f)))
            .Where(f => f is { Root: not null, Text: not null })
            .ToDictionary(f => f.Name, f => (reader.Read(f.Root!), f.Text!));
    }

    private static Settings Settings(
        ConfigurationFiles files, string directory, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> sets, Problems problems)
    {
        // Without its file the settings are still checked as far as environment and options go.
        var document = files.Document(ConfigurationFiles.Settings) ?? new ConfigMap(new Origin(ConfigurationFiles.Settings, 0));
        if (document is ConfigMap root)
            Overrides.Apply(root, environment, sets, problems);

        return new SettingsReader(directory, problems).Read(document);
    }

    private static LimitBook Limits(ConfigurationFiles files, Problems problems, out bool incomplete)
    {
        var book = new LimitBook();
        incomplete = false;
        var reader = new LimitFileReader(problems);
        foreach (var file in files.In(ConfigurationFiles.Limits, "limits file"))
        {
            if (files.Document(file) is not { } node || reader.Read(node) is not { } standard)
            {
                incomplete = true;
            }
            else if (!book.Add(standard))
            {
                problems.Add(
                    standard.Origin,
                    $"the standard \"{standard.Name}\" is already in {book.Find(standard.Name)!.Origin.Name}",
                    "Keep a standard in one file, or give this one the name of its own version");
            }
        }

        return book;
    }

    /// <summary>The limits of every standard, then the figures that stations are judged by where none has one.</summary>
    private static List<Limit> All(LimitBook book, List<ListedRiver> rivers) =>
        [.. book.Standards.SelectMany(s => s.Limits).Select(l => l.Limit), .. rivers.SelectMany(r => r.References).Distinct()];

    private static DutyBook Duties(ConfigurationFiles files, Problems problems)
    {
        var book = new DutyBook();
        var reader = new DutyFileReader(problems);
        foreach (var duties in files.InIfAny(ConfigurationFiles.Duties).Select(files.Document).OfType<ConfigNode>().Select(reader.Read).OfType<ListedDuties>())
        {
            if (!book.Add(duties))
            {
                problems.Add(
                    duties.Origin, $"the duties \"{duties.Name}\" are already in {book.Find(duties.Name)!.Origin.Name}", "Give each file the name of its own version");
            }
        }

        return book;
    }

    /// <summary>The file may be missing, which is told at every check: a watch that tells nobody is a choice for a try, and an oversight otherwise.</summary>
    private static PeopleInForce People(ConfigurationFiles files, string directory, RiverBook rivers, Problems problems)
    {
        if (files.Has(ConfigurationFiles.People))
            return files.Document(ConfigurationFiles.People) is { } node ? new PeopleFileReader(directory, rivers, problems).Read(node) : PeopleInForce.Nobody;

        problems.Remark(new Origin(ConfigurationFiles.People, 0), "there is no such file, so nobody is told of anything; config/README.md describes it");
        return PeopleInForce.Nobody;
    }

    private static void FindUnknown(IReadOnlyList<BrokerUser> users, List<ListedRiver> rivers, Problems problems)
    {
        var stations = rivers.SelectMany(r => r.Stations.Select(s => $"{r.Id}/{s.Watched.Station.Id}")).ToList();
        foreach (var user in users.Where(u => !u.IsReader && !stations.Contains($"{u.River}/{u.Station}")))
            problems.Add(user.Place, $"there is no station {user.River}/{user.Station}", Nearest.Remedy($"{user.River}/{user.Station}", stations));
    }

    private static void FindUnknown(IReadOnlyList<(string Station, Origin Place)> mapped, List<ListedRiver> rivers, Problems problems)
    {
        var stations = rivers.SelectMany(r => r.Stations.Select(s => s.Watched.Station.Id.Value)).ToHashSet();
        foreach (var (station, place) in mapped.Where(m => !stations.Contains(m.Station)))
            problems.Add(place, $"there is no station {station}", Nearest.Remedy(station, stations));
    }

    private static void FindTwice(List<ListedRiver> rivers)
    {
        foreach (var twice in rivers.Where(r => r.Id.Length > 0).GroupBy(r => r.Id).SelectMany(g => g.Skip(1), (g, r) => (First: g.First(), River: r)))
        {
            twice.River.Section.Problem(
                "river",
                $"the river \"{twice.River.Id}\" is already in {twice.First.Section.Origin.Name}",
                "Give each river its own id: it stands in topics");
        }

        var stations = rivers.SelectMany(r => r.Stations).ToList();
        foreach (var (first, second) in Pairs(stations, s => s.Watched.Station.Id.Value))
        {
            second.Section.Problem(
                "id",
                $"a station with the id \"{second.Watched.Station.Id}\" is already at {Place(first.Section.OriginOf("id"))}",
                "Give each station its own id over all rivers");
        }

        foreach (var (first, second) in Pairs([.. stations.Where(s => s.Mn is not null)], s => s.Mn!))
        {
            second.Section.Problem("mn", $"{first.Watched.Station.Id} has the MN {second.Mn} too", "Give each station the number of its own device");
        }
    }

    private static IEnumerable<(ListedStation First, ListedStation Second)> Pairs(List<ListedStation> stations, Func<ListedStation, string> key) =>
        stations.GroupBy(key).SelectMany(g => g.Skip(1), (g, second) => (g.First(), second));

    private static string Place(Origin origin) => ConfigurationProblem.Place(origin.Name, origin.Line);
}
