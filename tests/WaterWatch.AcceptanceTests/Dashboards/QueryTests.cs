using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Dashboards;

/// <summary>Every query of every dashboard, executed by a real InfluxDB that holds what dashboards/README.md promises.</summary>
public sealed class QueryTests(FilledInfluxd influxd) : IClassFixture<FilledInfluxd>
{
    public static TheoryData<string> Names => Dashboard.Names;

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task Every_query_of_a_dashboard_returns_rows(string name)
    {
        var dashboard = Dashboard.Named(name);
        var values = await ChosenAsync(dashboard);

        var without = new List<string>();
        foreach (var asked in dashboard.Queries)
        {
            var series = await influxd.Server.AskAsync(values.Put(asked.Query));
            if (!series.Any(s => s.Rows.Count > 0)) without.Add($"{asked.Where}: {values.Put(asked.Query)}");
        }

        Assert.Empty(without);
    }

    [SkippableFact]
    public async Task The_points_of_the_test_are_those_of_the_contract_name_for_name_and_type_for_type()
    {
        foreach (var measurement in Contract.Measurements.Values)
        {
            var tags = await influxd.Server.AskAsync($"SHOW TAG KEYS FROM \"{measurement.Name}\"");
            var fields = await influxd.Server.AskAsync($"SHOW FIELD KEYS FROM \"{measurement.Name}\"");

            Assert.Equal(measurement.Tags.Order(), tags.Single().Rows.Select(r => r[0].GetString()!).Order());
            Assert.Equal(
                measurement.Fields.Select(f => (f.Key, f.Value)).Order(),
                fields.Single().Rows.Select(r => (r[0].GetString()!, r[1].GetString()!)).Order());
        }
    }

    [SkippableFact]
    public async Task A_station_that_is_no_longer_written_is_unknown_and_never_a_gap_or_compliant()
    {
        var levels = (await AskAsync("river", "Level of each station")).Single(s => s.Tags["station"] == "yemao").Column("max").Select(v => v.GetDouble()).ToList();

        // Known to be well in the first minute alone.
        Assert.Equal(181, levels.Count);
        Assert.Equal(0, levels[0]);
        Assert.All(levels[1..], level => Assert.Equal(KnownPoints.Unknown, level));
    }

    [SkippableFact]
    public async Task The_worst_of_a_span_hides_no_unknown_behind_a_compliant_and_no_exceedance_behind_an_unknown()
    {
        var worst = await influxd.Server.AskAsync("""SELECT max("level") FROM "station" GROUP BY "station" """);

        Assert.Equal(4, worst.Single(s => s.Tags["station"] == "lalang").Column("max").Single().GetDouble());
        Assert.Equal(KnownPoints.Unknown, worst.Single(s => s.Tags["station"] == "yemao").Column("max").Single().GetDouble());
    }

    [SkippableFact]
    public async Task A_correction_replaces_the_reading_and_is_listed_to_be_looked_at()
    {
        var concentrations = await AskAsync("station", "Concentration");
        var corrected = await AskAsync("station", "Readings to look at twice");

        Assert.Equal([0.4075, 0.25], concentrations.Single(s => s.Tags["determinand"] == "Cd").Column("max").Select(v => v.GetDouble()));
        Assert.Equal(2, corrected.Single().Column("version").Max(v => v.GetInt64()));
    }

    [SkippableFact]
    public async Task What_is_only_a_bound_is_not_drawn_among_the_measured_values()
    {
        var arsenic = (await AskAsync("station", "Concentration", "A")).Where(s => s.Tags["determinand"] == "As");
        var below = (await AskAsync("station", "Concentration", "B")).Single(s => s.Tags["determinand"] == "As");
        var above = (await AskAsync("station", "Concentration", "C")).Single(s => s.Tags["determinand"] == "As");

        Assert.Empty(arsenic);
        Assert.Equal(0.0005, below.Column("max").Single().GetDouble());
        Assert.Equal(2, above.Column("max").Single().GetDouble());
    }

    [SkippableFact]
    public async Task A_ratio_that_nobody_can_tell_is_not_drawn_as_a_low_one()
    {
        var ratios = await AskAsync("river", "Times the limit");

        Assert.Equal(["lalang"], ratios.Select(s => s.Tags["station"]).Distinct());
    }

    [SkippableFact]
    public async Task Events_at_one_instant_are_all_there_and_writing_them_again_adds_none()
    {
        await influxd.Server.WriteAsync(KnownPoints.All.Select(p => p.Line));

        Assert.Equal(["AlertFired", "AlertRaised"], (await AskAsync("incident", "Alerts of the incident")).Single().Column("event").Select(v => v.GetString()));
        Assert.Equal([5L, 4, 3], (await AskAsync("incident", "Timeline")).Single().Column("seq").Select(v => v.GetInt64()));
    }

    private async Task<IReadOnlyList<InfluxSeries>> AskAsync(string dashboard, string panel, string target = "A")
    {
        var board = Dashboard.Named(dashboard);
        var query = board.PanelNamed(panel).Targets.Single(t => t.GetProperty("refId").GetString() == target).GetProperty("query").GetString()!;
        return await influxd.Server.AskAsync((await ChosenAsync(board)).Put(query));
    }

    /// <summary>Asks for each variable's values as Grafana does: a single one stands at the first, one that may have several at all of them.</summary>
    private async Task<Interpolation> ChosenAsync(Dashboard dashboard)
    {
        var values = new Interpolation(KnownPoints.From, KnownPoints.To);
        foreach (var (name, query, isMulti) in dashboard.Variables)
        {
            var found = await influxd.Server.AskAsync(values.Put(query));
            Assert.True(found.Count == 1, $"{dashboard.Name}: nothing to choose from for ${name}: {values.Put(query)}");
            List<string> choices = [.. found[0].Column("value").Select(v => v.GetString()!).Order(StringComparer.Ordinal)];
            values.Choose(name, isMulti ? choices : choices[..1]);
        }

        return values;
    }
}
