using System.Text;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Limits;
using WaterWatch.Quality;
using WaterWatch.Readings;

namespace WaterWatch.Benchmarks.Steps;

/// <summary>The hot steps of the way of a reading, each by itself: where a change shows before the whole pipeline does.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private static readonly DateTimeOffset At = new(2012, 1, 15, 1, 30, 0, TimeSpan.Zero);

    private readonly byte[] _payload = Encoding.UTF8.GetBytes(
        """{"taken_at":"2012-01-15T09:30:00+08:00","readings":[{"determinand":"Cd","value":0.0021,"unit":"mg/L"},{"determinand":"Pb","value":0.0012,"unit":"mg/L"},{"determinand":"pH","value":7.82}]}""");

    private readonly ReadingBuffer _buffer = new();
    private readonly Limit[] _limits = [new Limit("GB 3838-2002", "III", Determinand.Find("Cd")!, Fraction.Total, LimitSense.AtMost, 0.005m) { Decimals = 4 }];
    private readonly Concentration _value = new(0.0021m, Unit.MilligramPerLitre);
    private readonly Measured[] _before = [.. Enumerable.Range(1, 4).Select(i => new Measured(At.AddMinutes(-15 * i), 0.0020m + i * 0.0001m))];

    private readonly QualityThresholds _thresholds =
        new() { SensorSpan = new(0, 10), UserSpan = new(0, 1), Spike = 0.01m, RatePerHour = 0.1m, FlatLineCount = 5 };

    private readonly Observation _over = new()
    {
        TakenAt = At,
        RecordedAt = At,
        Value = new Concentration(0.4075m, Unit.MilligramPerLitre),
        Ratio = 81.5m,
        IsOver = true,
        IsDistinctSample = true,
        MayConfirm = true,
        LimitRef = "GB 3838-2002 III",
        Source = "",
    };

    private readonly AlertKey _key = new(new Rivers.StationId("lalang"), Determinand.Find("Cd"), Fraction.Total, Condition.LimitExceedance);

    public static int Run()
    {
        BenchmarkRunner.Run<StepBenchmarks>(DefaultConfig.Instance.AddJob(Job.ShortRun));
        return 0;
    }

    /// <summary>A payload of three readings.</summary>
    [Benchmark]
    public Decoded Decode()
    {
        _buffer.Clear();
        return ReadingsJson.Decode(_payload, TimeZoneInfo.Utc, _buffer);
    }

    [Benchmark]
    public Verdict Judge() => Judging.Judge(_value, Mark.None, isLowerBound: false, _limits);

    [Benchmark]
    public QualityFlag Flag() => Qartod.Test(new Measured(At, 0.0021m), _before, _thresholds);

    /// <summary>The first exceedance: an alert is raised.</summary>
    [Benchmark]
    public Outcome RaiseAlert() => AlertMachine.Step(null, _key, _over, AlertRule.Default, 1);
}
