using WaterWatch.Configuration;
using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Tests.Configuration;

public class ConfigurationChangesTests
{
    private const string Limits =
        """
        standard: S
        limits:
          - { determinand: Cd, at_most: [0.001, 0.005] }
          - { determinand: Pb, at_most: [0.01, 0.05] }
        """;

    private const string River =
        """
        river: r
        stations:
          - { id: a, name: A, distance_km: 1 }
          - { id: b, name: B, distance_km: 2 }
        """;

    [Fact]
    public void A_changed_limit_is_named_with_what_it_was_and_is()
    {
        var change = Between(("limits/s.yaml", Limits), ("limits/s.yaml", Limits.Replace("0.005", "0.003", StringComparison.Ordinal)));
        Assert.Equal(["limits/s.yaml limits[Cd].at_most: [0.001, 0.005] → [0.001, 0.003]"], change.Lines);
        Assert.Empty(change.Waits);
    }

    [Fact]
    public void Comments_layout_and_the_order_of_what_has_a_name_are_no_change()
    {
        const string Other =
            """
            # Another hand.
            river: "r"
            stations:
              - id: b
                name: B
                distance_km: 2
              - { distance_km: 1, name: A, id: a }
            """;
        Assert.Equal(0, Between(("rivers/r.yaml", River), ("rivers/r.yaml", Other)).Count);
    }

    [Fact]
    public void A_new_station_is_one_line_and_so_is_one_that_was_taken_out()
    {
        var other = River.Replace("id: b", "id: c", StringComparison.Ordinal);
        Assert.Equal(["rivers/r.yaml stations[b] taken out", "rivers/r.yaml stations[c] added"], Between(("rivers/r.yaml", River), ("rivers/r.yaml", other)).Lines);
        Assert.Equal(["rivers/q.yaml added"], ConfigurationChanges.Between("", Facts(("rivers/r.yaml", River)), Facts(("rivers/r.yaml", River), ("rivers/q.yaml", River))).Lines);
        Assert.Equal(["rivers/r.yaml quality added: none"], Between(("rivers/r.yaml", River), ("rivers/r.yaml", $"{River}\nquality: none")).Lines);
    }

    [Fact]
    public void Of_the_settings_what_waits_for_the_next_start_is_said()
    {
        var change = Between(("waterwatch.yaml", "pipeline: { batch: 1, allowed_clock_skew: 5m }\ndata: a"), ("waterwatch.yaml", "pipeline: { batch: 2, allowed_clock_skew: 6m }\ndata: b"));
        Assert.Equal(3, change.Count);
        Assert.Equal(["data", "pipeline.batch"], change.Waits);
    }

    [Fact]
    public void Neither_a_secret_nor_how_a_person_is_reached_is_told()
    {
        var secret = Between(("waterwatch.yaml", "smtp: { password: one }"), ("waterwatch.yaml", "smtp: { password: two }"));
        Assert.Equal(0, secret.Count);
        var person = Between(("people.yaml", "people: [ { id: ana, mail: a@example.org } ]"), ("people.yaml", "people: [ { id: ana, mail: b@example.org }, { id: bo, mail: c@example.org } ]"));
        Assert.Equal(["people.yaml people[ana].mail changed", "people.yaml people[bo] added"], person.Lines);
    }

    [Fact]
    public void Many_changes_are_counted_and_some_are_shown()
    {
        var (one, two) = (new string('x', 5_000), string.Join('\n', Enumerable.Range(0, 100).Select(i => $"k{i}: {new string('y', 5_000)}")));
        var change = Between(("rivers/r.yaml", $"k: {one}"), ("rivers/r.yaml", $"k: z\n{two}"));
        Assert.Equal(101, change.Count);
        Assert.Equal(40, change.Lines.Count);
        Assert.Equal("and 62 more", change.Lines[^1]);
        Assert.All(change.Lines, l => Assert.InRange(l.Length, 1, 300));
    }

    [Fact]
    public void What_is_kept_is_read_back()
    {
        var facts = Facts(("rivers/r.yaml", River), ("limits/s.yaml", $"{Limits}\nnote: \"a\\tb\\nc\""));
        Assert.Equal(facts.Values, ConfigurationFacts.Parse(facts.ToString()).Values);
    }

    private static WaterWatch.Deciding.ConfigurationDifference Between((string File, string Text) before, (string File, string Text) after) =>
        ConfigurationChanges.Between("from", Facts(before), Facts(after));

    private static ConfigurationFacts Facts(params (string File, string Text)[] files)
    {
        var problems = new Problems();
        var facts = ConfigurationFacts.Of(files.Select(f => (f.File, YamlTree.Parse(f.File, f.Text, problems)!)));
        Assert.False(problems.Any);
        return facts;
    }
}
