using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Tests.Deciding;

/// <summary>Limits that depend on the hardness of the water: which hardness is taken, and what happens without one. Made-up figures: 1, 2 and 3 ug/L from 0, 50 and 100 mg/L.</summary>
public sealed class CompanionTests
{
    private static readonly Determinand Hardness = Determinand.Find("Hardness")!;

    private static readonly Limit ByHardness = new Limit("Made up", "", Some.Cd, Fraction.Total, LimitSense.AtMost, 0.001m)
    {
        By = new BoundByRange(Hardness, [new BoundRange(0, 50, 0.001m), new BoundRange(50, 100, 0.002m), new BoundRange(100, null, 0.003m)]),
    }.Named();

    [Fact]
    public void A_reading_is_held_against_the_bound_for_the_newest_hardness_that_is_not_later()
    {
        var walk = Walk();
        walk.Receive(Some.At(0), "60", "Hardness");
        walk.Receive(Some.At(1), "120", "Hardness");
        walk.Receive(Some.At(2), "0.0025");
        walk.Receive(Some.At(3), "40", "Hardness");
        walk.Receive(Some.At(4), "0.0025");

        Assert.Equal(
            [("Compliant", "Made up (hardness 120 of 2012-01-15)"), ("Exceeds", "Made up (hardness 40 of 2012-01-15)")],
            Cadmium(walk).Select(r => (r.Judged.ToString(), r.LimitRef)));
    }

    [Fact]
    public void A_late_reading_is_judged_by_the_hardness_of_its_own_time()
    {
        var walk = Walk();
        walk.Receive(Some.At(0), "60", "Hardness");
        walk.Receive(Some.At(5), "120", "Hardness");
        walk.Receive(Some.At(2), "0.0025", receivedAt: Some.At(6));
        walk.Receive(Some.At(-2), "0.0025", receivedAt: Some.At(6));

        Assert.Equal(["Made up (hardness 60 of 2012-01-15)", "Made up (hardness 60 of 2012-01-15)"], Cadmium(walk).Select(r => r.LimitRef));
    }

    [Fact]
    public void The_hardness_of_the_same_message_counts_wherever_it_stands_in_it()
    {
        var walk = Walk();
        var payload = """{"taken_at":"2012-01-15T08:00:00+08:00","readings":[{"determinand":"Cd","value":"0.0025","unit":"mg/L"},{"determinand":"Hardness","value":"120","unit":"mg/L"}]}""";
        walk.Receive(Some.Start, Some.Message(payload));

        Assert.Equal("Made up (hardness 120 of 2012-01-15)", Assert.Single(Cadmium(walk)).LimitRef);
    }

    [Fact]
    public void A_hardness_that_is_marked_or_only_a_bound_or_corrected_away_says_nothing()
    {
        var walk = Walk();
        walk.Receive(Some.At(0), "60", "Hardness");
        walk.Receive(Some.At(1), "120", "Hardness", more: ",\"mark\":\"M\"");
        walk.Receive(Some.At(2), ">200", "Hardness");
        walk.Receive(Some.At(3), "500", "Hardness");
        walk.Receive(Some.At(3), "500", "Hardness", more: ",\"mark\":\"D\"");
        walk.Receive(Some.At(4), "-999", "Hardness");
        walk.Receive(Some.At(5), "0.0025");

        Assert.Equal("Made up (hardness 60 of 2012-01-15)", Assert.Single(Cadmium(walk)).LimitRef);
    }

    [Fact]
    public void A_hardness_that_is_too_old_gives_way_to_the_default()
    {
        var walk = Walk(new CompanionRule(Hardness) { Within = TimeSpan.FromHours(2), Default = 100 });
        walk.Receive(Some.At(0), "60", "Hardness");
        walk.Receive(Some.At(2), "0.0025");
        walk.Receive(Some.At(2.5), "0.0025");

        Assert.Equal(["Made up (hardness 60 of 2012-01-15)", "Made up (hardness default 100)"], Cadmium(walk).Select(r => r.LimitRef));
    }

    [Fact]
    public void Without_hardness_and_default_a_reading_cannot_be_judged_and_raises_nothing()
    {
        var walk = Walk();
        walk.Receive(Some.At(0), "0.0005");
        walk.Receive(Some.At(1), "0.0030");

        Assert.All(Cadmium(walk), r => Assert.Equal((Judged.CannotBeJudged, JudgedWhy.HardnessMissing, "Made up (hardness unknown)"), (r.Judged, r.Why, r.LimitRef)));
        Assert.DoesNotContain(walk.State.Alerts.Keys, k => k.Condition == Condition.LimitExceedance);
    }

    [Fact]
    public void What_is_over_the_bound_of_any_water_alerts_without_hardness_too()
    {
        var walk = Walk();
        walk.Receive(Some.At(0), "0.0031");

        Assert.Equal((Judged.Exceeds, JudgedWhy.HardnessMissing), (Assert.Single(Cadmium(walk)).Judged, Cadmium(walk)[0].Why));
        Assert.Contains(walk.State.Alerts.Keys, k => k.Condition == Condition.LimitExceedance);
    }

    [Fact]
    public void The_water_of_another_station_says_nothing()
    {
        var walk = Walk();
        walk.Receive(Some.At(0), "60", "Hardness", station: "middle");
        walk.Receive(Some.At(1), "0.0005");

        Assert.Equal(JudgedWhy.HardnessMissing, Assert.Single(Cadmium(walk)).Why);
    }

    [Fact]
    public void The_sample_time_chooses_the_version_in_the_days_of_the_station()
    {
        Limit[] versions =
        [
            Some.CdLimit with { EffectiveFrom = new DateOnly(2002, 6, 1) },
            Some.CdLimit with { Bound = 0.001m, EffectiveFrom = new DateOnly(2012, 1, 16) },
        ];
        var walk = Walk([new DeterminandRules(Some.Cd, Fraction.Total) { Limits = versions }]);
        walk.Receive(Some.At(15.9), "0.002");
        walk.Receive(Some.At(16), "0.002");
        walk.Receive(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), "0.006", receivedAt: Some.At(17));

        Assert.Equal([Judged.Compliant, Judged.Exceeds, Judged.Exceeds], Cadmium(walk).Select(r => r.Judged));
    }

    [Fact]
    public void The_state_between_batches_says_the_same_as_the_batch()
    {
        var walk = Walk();
        walk.Receive(Some.At(0), "60", "Hardness");
        var station = walk.Plan.Stations["upper"];

        Assert.Equal(new Companion(60, new DateOnly(2012, 1, 15)), walk.State.Of(station, Hardness, Some.At(3)));
        Assert.Equal(new Companion(60, new DateOnly(2012, 1, 15)), new WatchState(walk.State.ToSnapshot()).Of(station, Hardness, Some.At(3)));
    }

    [Fact]
    public void The_same_water_and_day_give_the_same_limit_so_that_judging_makes_nothing_new()
    {
        var walk = Walk();
        walk.Receive(Some.At(0), "60", "Hardness");
        var station = walk.Plan.Stations["upper"];
        var series = station.SeriesOf("", Some.Cd, Fraction.Total, 0);

        Assert.Same(series.LimitsAt(station, walk.State, Some.At(1)), series.LimitsAt(station, walk.State, Some.At(2)));
    }

    [Fact]
    public void Judging_takes_no_memory_neither_by_one_figure_nor_by_the_hardness_of_the_water()
    {
        var walk = Walk([new DeterminandRules(Some.Cd, Fraction.Total) { Limits = [ByHardness] }, new DeterminandRules(Some.Pb, Fraction.Total) { Limits = [Some.Limit(Some.Pb, 0.05m) with { Decimals = 3 }] }]);
        walk.Receive(Some.At(0), "60", "Hardness");
        var station = walk.Plan.Stations["upper"];
        var series = new[] { station.SeriesOf("", Some.Cd, Fraction.Total, 0), station.SeriesOf("", Some.Pb, Fraction.Total, 0) };
        var over = Judge(1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        over += Judge(10_000);

        Assert.Equal((10_001 * 2, 0), (over, GC.GetAllocatedBytesForCurrentThread() - before));

        int Judge(int times)
        {
            var count = 0;
            for (var i = 0; i < times; i++)
            {
                foreach (var one in series)
                {
                    count += Judging.Judge(Some.MgPerL(0.0521m), Mark.Normal, isLowerBound: false, one.LimitsAt(station, walk.State, Some.At(1))).IsOver ? 1 : 0;
                }
            }

            return count;
        }
    }

    private static CaseWalk Walk(params CompanionRule[] companions) => Walk([new DeterminandRules(Some.Cd, Fraction.Total) { Limits = [ByHardness] }], companions);

    private static CaseWalk Walk(DeterminandRules[] rules, params CompanionRule[] companions)
    {
        var upper = new WatchedStation(Some.Station(), [], new StationRules(rules, companions), AlertRule.Default);
        return new CaseWalk(Some.Plan(upper, Some.Watched("middle"))).Begin(Some.At(-24));
    }

    private static List<Reading> Cadmium(CaseWalk walk) =>
        [.. walk.Batches.SelectMany(b => b.Readings).Where(r => walk.State.SeriesByNumber(r.Series).Key.Determinand == Some.Cd)];
}
