using WaterWatch.Configuration.Yaml;
using WaterWatch.OnCall;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>Reads <c>policies</c>.</summary>
internal sealed class PolicyReader(TargetReader targets, Listing<Rota> rotas, Problems problems)
{
    public static SectionKeys PolicyKeys { get; } = new("a policy", "id", "name", "group_interval", "act_within", "steps");

    public static SectionKeys StepKeys { get; } = new("a step", [.. TargetReader.Keys, "after", "repeat"]);

    public static SectionKeys RepeatKeys { get; } = new("repeat", "every", "at_most");

    private static ValueKind<int> Times { get; } = ValueKinds.Whole(1, 1000);

    public Listing<EscalationPolicy> Read(Section file)
    {
        var policies = new Listing<EscalationPolicy>("a policy");
        foreach (var section in file.Sections("policies", PolicyKeys))
        {
            var id = Ids.Read(section, "hechi-water");
            var sections = section.Sections("steps", StepKeys);
            var steps = sections.Select(Step).ToList();
            if (section.IsEmptyList("steps"))
                section.Missing("steps", "[ { rotas: [hechi], after: 0s }, { people: [hechi-chief], after: 15m } ]");

            CheckTimes(sections, steps);
            CheckGaps(section, id, steps);
            var interval = section.Value("group_interval", ValueKinds.DurationOrZero) ?? TimeSpan.FromMinutes(15);
            policies.Add(id, new EscalationPolicy(id, section.RequiredName("name"), steps, interval) { ActWithin = section.Value("act_within", ValueKinds.Duration) }, section);
        }

        return policies;
    }

    private EscalationStep Step(Section step)
    {
        var told = targets.Read(step, "step");
        var after = step.RequiredValue("after", ValueKinds.DurationOrZero, "15m") ?? TimeSpan.Zero;
        return new EscalationStep(after, told, Repeat(step));
    }

    private static Repetition? Repeat(Section step) => step.Sub("repeat", RepeatKeys) is not { } repeat ? null : new Repetition(
        repeat.RequiredValue("every", ValueKinds.Duration, "10m") ?? TimeSpan.FromDays(1), repeat.RequiredValue("at_most", Times, "3") ?? 1);

    private static void CheckTimes(IReadOnlyList<Section> sections, List<EscalationStep> steps)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            if (!sections[i].Has("after"))
                continue;

            if (i == 0 && steps[i].After != TimeSpan.Zero)
                sections[i].Problem("after", "the first step waits, and until then nobody is told", "Write after: 0s; it counts from the alert");
            else if (i > 0 && steps[i].After <= steps[i - 1].After)
                sections[i].Problem("after", "this step is not later than the one before", "Let after rise from step to step: it counts from the alert, not from the step before");
        }
    }

    /// <summary>A gap in a rota is no harm while somebody else is told; a policy that only goes to rotas with gaps may tell nobody at all.</summary>
    private void CheckGaps(Section section, string id, List<EscalationStep> steps)
    {
        var withGap = steps.Where(s => s.Targets.Count > 0 && s.Targets.All(t => t is Target.OnDuty && RotaReader.HasGap(rotas.Find(t.Id)!.Value))).ToList();
        if (withGap.Count == 0)
            return;

        var named = string.Join(", ", withGap.SelectMany(s => s.Targets).Select(t => t.Id).Distinct());
        if (withGap.Count == steps.Count)
            section.Problem("steps", $"the policy {id} goes only to rotas with a gap ({named}), so at times it tells nobody", "Fill the rota, or add a person, an agency or a rota without a gap");
        else
            problems.Remark(section.OriginOf("steps"), $"{withGap.Count} of {Counted.Of(steps.Count, "step")} of the policy {id} goes only to rotas with a gap ({named})");
    }
}
