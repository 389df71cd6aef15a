using System.Globalization;

namespace WaterWatch.Demo;

/// <summary>
/// Cadmium at one station between the published values: the plume of <see cref="Plume"/> along one or two ways, drawn through what was published.
/// Every parameter is assumed; what comes out is a reconstruction and no measurement.
/// </summary>
internal sealed class StationModel
{
    private readonly StationFile _station;
    private readonly double _decayPerS;
    private readonly double _bridgeHours;
    private readonly (DateTimeOffset At, double Step)[] _steps;
    private readonly (DateTimeOffset At, double LogRatio)[] _anchors;

    public StationModel(ReleaseFile release, StationFile station, IEnumerable<(DateTimeOffset At, double MgL)> known)
    {
        _station = station;
        _decayPerS = release.DecayPerS;
        _bridgeHours = release.BridgeHours;
        var before = 0.0;
        _steps = [.. release.Inlet.Select(i =>
        {
            var step = i.MgL - before;
            before = i.MgL;
            return (StoryTime.Parse(i.At), step);
        })];
        _anchors = [.. known.OrderBy(k => k.At).Select(k => (k.At, Math.Log(k.MgL / Uncorrected(k.At))))];
    }

    /// <summary>Cadmium, mg/L: the model times the correction that makes it meet what is known.</summary>
    public double Cadmium(DateTimeOffset at) => Uncorrected(at) * Math.Exp(Correction(at));

    /// <summary>The first path's height at this instant as a share of its greatest: how far the front has come, 0 to 1.</summary>
    public double Front(DateTimeOffset at)
    {
        var highest = _steps.Aggregate((Sum: 0.0, Max: 0.0), (a, s) => (a.Sum + s.Step, Math.Max(a.Max, a.Sum + s.Step))).Max;
        return Math.Clamp(Along(_station.Paths[0], at) / (_station.Paths[0].Share * highest), 0, 1);
    }

    private double Uncorrected(DateTimeOffset at) => _station.Background + _station.Paths.Sum(p => Along(p, at));

    /// <summary>The inlet's history as steps, each travelling on its own; they add up because the equation is linear.</summary>
    private double Along(PathFile path, DateTimeOffset at)
    {
        var water = new Transport(path.VelocityMs, path.DispersionM2S, _decayPerS);
        return Math.Max(0, path.Share * _steps.Sum(s => Plume.Continuous(s.Step, water, _station.DistanceKm * 1000, (at - s.At).TotalSeconds)));
    }

    /// <summary>
    /// The log of known over modelled, carried between the known instants: simple kriging with an exponential covariance, which in one dimension
    /// needs the two neighbours only (the mean of an Ornstein-Uhlenbeck bridge). Exact at each, fading to no correction away from them.
    /// </summary>
    private double Correction(DateTimeOffset at)
    {
        var after = Array.FindIndex(_anchors, a => a.At >= at);
        if (after == 0)
        {
            return _anchors[0].LogRatio * Math.Exp(-Lags(at, _anchors[0].At));
        }

        if (after < 0)
        {
            return _anchors.Length == 0 ? 0 : _anchors[^1].LogRatio * Math.Exp(-Lags(_anchors[^1].At, at));
        }

        var (left, right) = (_anchors[after - 1], _anchors[after]);
        var span = Math.Sinh(Lags(left.At, right.At));
        return (left.LogRatio * Math.Sinh(Lags(at, right.At)) + right.LogRatio * Math.Sinh(Lags(left.At, at))) / span;
    }

    private double Lags(DateTimeOffset from, DateTimeOffset to) => (to - from).TotalHours / _bridgeHours;
}

/// <summary>The story's instants: China Standard Time, as in the sources.</summary>
internal static class StoryTime
{
    public static TimeSpan Offset { get; } = TimeSpan.FromHours(8);

    public static DateTimeOffset Parse(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture).ToOffset(Offset);

    public static string Format(DateTimeOffset at) => at.ToOffset(Offset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
