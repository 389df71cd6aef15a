using WaterWatch.Alerts;
using WaterWatch.Configuration.Yaml;
using WaterWatch.OnCall;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>Reads <c>routes</c>, <c>silences</c> and <c>maintenance_windows</c>.</summary>
internal sealed class RouteReader(MatcherReader matchers, Listing<EscalationPolicy> policies, Problems problems)
{
    public static SectionKeys RouteKeys { get; } = new("a route", [.. MatcherReader.Keys, "level_at_least", "policy"]);

    public static SectionKeys SilenceKeys { get; } = new("a silence", [.. MatcherReader.Keys, "id", "from", "until", "author", "reason", "level_at_most"]);

    public static SectionKeys WindowKeys { get; } = new("a maintenance window", [.. MatcherReader.Keys, "id", "from", "until", "author", "reason"]);

    public List<AlertRoute> Routes(Section file) => [.. file.Sections("routes", RouteKeys).Select(Route).OfType<AlertRoute>()];

    public List<Muting> Mutings(Section file)
    {
        var all = new Listing<Muting?>("a silence or maintenance window");
        foreach (var section in file.Sections("silences", SilenceKeys))
        {
            all.Add(Ids.Read(section, "lime-dosing"), Silence(section), section);
        }

        foreach (var section in file.Sections("maintenance_windows", WindowKeys))
        {
            all.Add(Ids.Read(section, "lalang-pump"), Window(section), section);
        }

        return [.. all.Values.OfType<Muting>()];
    }

    private AlertRoute? Route(Section route)
    {
        var policy = route.RequiredText("policy", "hechi-water");
        var known = policy is not null && policies.Knows("policy", new ConfigScalar(policy, quoted: true, route.OriginOf("policy")), problems);
        var matcher = matchers.Read(route);
        var level = route.Value("level_at_least", ValueKinds.Level) ?? Level.Blue;
        return known ? new AlertRoute(matcher, level, policy!) : null;
    }

    private Silence? Silence(Section section)
    {
        var level = section.Value("level_at_most", ValueKinds.Level) ?? Level.Yellow;
        if (level > Level.Yellow)
            problems.Remark(section.OriginOf("level_at_most"), $"the silence {section.Text("id")} also keeps {(level == Level.Red ? "Orange and Red" : "Orange")} from being told");

        var (accounted, span, matcher) = (Accounted(section), Spans.Read(section), matchers.Read(section));
        return accounted is { } a && span is { } s ? new Silence(section.Text("id") ?? "", matcher, s.From, s.Until, a.Author, a.Reason, level) : null;
    }

    private MaintenanceWindow? Window(Section section)
    {
        var (accounted, span, matcher) = (Accounted(section), Spans.Read(section), matchers.Read(section));
        if (span is { } whole && whole.Until - whole.From > MaintenanceWindow.Longest)
        {
            section.Problem("until", "a maintenance window is at most 24 hours long", "Write an earlier until; work that takes longer is entered anew by somebody who has looked again");
            return null;
        }

        return accounted is { } a && span is { } s ? new MaintenanceWindow(section.Text("id") ?? "", matcher, s.From, s.Until, a.Author, a.Reason) : null;
    }

    /// <summary>Who answers for it and why; null when either is not said, which has been noted.</summary>
    private static (string Author, string Reason)? Accounted(Section section) =>
        (section.RequiredText("author", "the name of who answers for it"), section.RequiredText("reason", "why nobody need be told")) is ({ } author, { } reason) ? (author, reason) : null;
}
