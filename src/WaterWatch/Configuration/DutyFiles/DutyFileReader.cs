using WaterWatch.Configuration.Yaml;
using WaterWatch.Incidents;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Configuration.DutyFiles;

/// <summary>Reads one file of <c>duties/</c>: what a decree wants reported, to whom and by when.</summary>
internal sealed class DutyFileReader(Problems problems)
{
    public static SectionKeys FileKeys { get; } = new("a duties file", "duties", "name", "version", "effective", "until", "provenance", "verified", "rules");

    public static SectionKeys RuleKeys { get; } = new(
        "a duty", "id", "title", "trigger", "grade", "deadline", "recipients", "media", "reports", "content", "replaces", "provenance", "verified", "note");

    public static SectionKeys TriggerKeys { get; } = new("a trigger", "determinands", "response_levels");

    private static ValueKind<ResponseLevel> Level { get; } = new(
        "a response level",
        "Write I, II, III or IV",
        text => text switch { "I" => ResponseLevel.I, "II" => ResponseLevel.II, "III" => ResponseLevel.III, "IV" => ResponseLevel.IV, _ => null });

    /// <summary>Null when the file is not a section, or has no name to be found by; problems say why.</summary>
    public ListedDuties? Read(ConfigNode node)
    {
        if (Section.Open(node, FileKeys, problems) is not { } file)
        {
            return null;
        }

        var name = file.RequiredText("duties", "mep-17-2011");
        if (name is not null && !StationId.IsValid(name))
        {
            file.Problem("duties", $"\"{name}\" cannot be an id", "Use lower-case letters, digits, - and _, at most 64");
        }

        _ = file.Name("name");
        var effective = file.RequiredValue("effective", ValueKinds.Date, "2011-05-01");
        var until = file.Value("until", ValueKinds.Date);
        if (until < effective)
        {
            file.Problem("until", "until lies before effective", "Write the last day on which it holds, or leave it out");
        }

        if (file.IsEmptyList("rules"))
        {
            file.Missing("rules", "a list, such as [ { id: first, title: ..., trigger: { determinands: [Cd] }, deadline: 2h, recipients: [...] } ]");
        }

        var context = new FileContext(
            name ?? "", file.RequiredText("version", "\"2011\"") ?? "", effective ?? DateOnly.MinValue, until, file.Text("provenance") ?? "",
            file.Value("verified", ValueKinds.TrueOrFalse) ?? false);
        var sections = file.Sections("rules", RuleKeys);
        var ids = sections.Select(s => s.Text("id") ?? "").ToList();
        var rules = sections.Select(rule => Rule(rule, context, ids)).ToList();
        FindTwice(sections, ids);
        if (rules.Exists(r => !r.Verified))
        {
            problems.Remark(file.Origin, $"{rules.Count(r => !r.Verified)} of {Counted.Of(rules.Count, "duty", "duties")} unverified; hold them against the decree's own text");
        }

        return name is null ? null : new ListedDuties(name, rules, file.Origin);
    }

    private DutyRule Rule(Section rule, FileContext file, List<string> ids)
    {
        var id = rule.RequiredText("id", "grade-unknown") ?? "";
        if (id.Length > 0 && !StationId.IsValid(id))
        {
            rule.Problem("id", $"\"{id}\" cannot be an id", "Use lower-case letters, digits, - and _, at most 64");
        }

        _ = rule.Text("note");
        var provenance = rule.Text("provenance") ?? file.Provenance;
        if (provenance.Length == 0)
        {
            rule.Problem("provenance", "this duty does not say where it is from", "Add provenance: to it or to the file, with the article and where its text was read");
        }

        if (rule.IsEmptyList("recipients"))
        {
            rule.Missing("recipients", "[ { en: own government, zh: 本级人民政府 } ]");
        }

        var (determinands, levels) = Trigger(rule);
        return new DutyRule
        {
            Ref = $"{file.Set}/{id}",
            Version = file.Version,
            Title = rule.RequiredName("title"),
            EffectiveFrom = file.Effective,
            EffectiveTo = file.Until,
            Deadline = rule.RequiredValue("deadline", ValueKinds.Duration, "2h") ?? TimeSpan.Zero,
            Determinands = determinands,
            Levels = levels,
            Grade = rule.Text("grade") ?? "",
            Recipients = Names(rule, "recipients"),
            Media = [.. rule.Texts("media").Select(m => m.Text)],
            Reports = Names(rule, "reports"),
            Content = Names(rule, "content"),
            Replaces = Replaces(rule, file.Set, id, ids),
            Provenance = provenance,
            Verified = rule.Value("verified", ValueKinds.TrueOrFalse) ?? file.Verified,
        };
    }

    private (IReadOnlyList<Determinand> Determinands, IReadOnlyList<ResponseLevel> Levels) Trigger(Section rule)
    {
        if (rule.Sub("trigger", TriggerKeys) is not { } trigger)
        {
            if (!rule.Has("trigger"))
            {
                rule.Missing("trigger", "{ determinands: [Cd, Pb] }, or { response_levels: [I, II] }");
            }

            return ([], []);
        }

        var determinands = trigger.Texts("determinands").Select(d => Named.Determinand(d.Text, d.Origin, problems)).OfType<Determinand>().ToList();
        var levels = trigger.Texts("response_levels").Select(l => trigger.Read("response_levels", l.Text, Level)).OfType<ResponseLevel>().ToList();
        if (trigger.Has("determinands") == trigger.Has("response_levels"))
        {
            problems.Add(
                trigger.Origin, "a trigger is either exceedances or a declared level", "Write determinands: [Cd, Pb], or response_levels: [I, II]; for both make two duties");
        }

        return (determinands, levels);
    }

    private List<LocalizedName> Names(Section rule, string key)
    {
        var names = new List<LocalizedName>();
        foreach (var item in rule.Items(key))
        {
            if (item is ConfigScalar { Text.Length: > 0 } one)
            {
                names.Add(new LocalizedName(one.Text, one.Text));
            }
            else if (Section.Open(item, Section.NameKeys, problems) is { } name && name.RequiredText("en", "own government") is { } en)
            {
                names.Add(new LocalizedName(en, name.Text("zh") ?? ""));
            }
        }

        return names;
    }

    private List<string> Replaces(Section rule, string set, string id, List<string> ids)
    {
        var replaces = rule.Texts("replaces");
        foreach (var unknown in replaces.Where(r => r.Text == id || !ids.Contains(r.Text)))
        {
            problems.Add(unknown.Origin, $"replaces: \"{unknown.Text}\" is not another duty of this file", Nearest.Remedy(unknown.Text, ids.Where(i => i.Length > 0 && i != id)));
        }

        return [.. replaces.Select(r => $"{set}/{r.Text}")];
    }

    private static void FindTwice(IReadOnlyList<Section> sections, List<string> ids)
    {
        for (var i = 0; i < ids.Count; i++)
        {
            if (ids[i].Length > 0 && ids.IndexOf(ids[i]) is var first && first < i)
            {
                sections[i].Problem("id", $"a duty with the id \"{ids[i]}\" is already on line {sections[first].OriginOf("id").Line}", "Give each duty of a file its own id");
            }
        }
    }

    private sealed record FileContext(string Set, string Version, DateOnly Effective, DateOnly? Until, string Provenance, bool Verified);
}
