using WaterWatch.Alerts;
using WaterWatch.OnCall;
using WaterWatch.Tests.Deciding;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.House;

/// <summary>Whatever can happen to an alert happens in a story that a hydrologist can read; each test lists what has none.</summary>
public sealed class CaseCoverageTests
{
    private static readonly Lazy<List<TimelineEntry>> Told = new(() => [.. CaseTests.Names().SelectMany(story => CaseTests.Walk(story).Timeline)]);

    [Fact]
    public void Every_condition_has_a_case() => Nothing(Enum.GetNames<Condition>().Except(Facts("condition")));

    [Fact]
    public void Every_condition_that_is_raised_is_cleared_in_a_case() =>
        Nothing(Enum.GetNames<Condition>().Except(Told.Value.Where(e => e.Kind == EntryKind.AlertCleared).Select(e => e.Data["condition"])));

    [Fact]
    public void Every_reason_of_an_alert_has_a_case() => Nothing(Enum.GetNames<AlertReason>().Except(Facts("reason")));

    [Fact]
    public void Every_step_of_an_alert_has_a_case() => Nothing(Enum.GetNames<AlertEvent>().Except(Told.Value.Select(e => e.Kind.ToString())));

    /// <summary>A test has no story. Why somebody is not told has one as far as a configuration without problems lets it come to that.</summary>
    [Fact]
    public void Every_reason_to_tell_somebody_has_a_case() => Nothing(Enum.GetNames<NotifyReason>()
        .Except(Told.Value.Where(e => e.Kind == EntryKind.NotificationQueued).Select(e => e.Data["reason"])).Except([nameof(NotifyReason.Test)]));

    private static void Nothing(IEnumerable<string> missing) => Assert.Equal("", string.Join(", ", missing));

    private static IEnumerable<string> Facts(string name) => Told.Value.Select(e => e.Data.GetValueOrDefault(name, "")).Distinct();
}
