namespace WaterWatch.Demo;

/// <summary>Takes one station's samples through the story: when it samples, and what it then measures.</summary>
internal sealed class Sampler(StoryFile story, StationFile station)
{
    // Detection limits of the simulated analysers, mg/L: assumed.
    private const decimal CadmiumDetection = 0.0001m;
    private const decimal LeadDetection = 0.0010m;

    private readonly List<PublishedFile> _published = [.. story.Published.Where(p => p.Station == station.Id)];
    private readonly StationModel _model = new(story.Release, station, Known(story, station));
    private readonly DateTimeOffset _denserFrom = StoryTime.Parse(story.Milestones.First(m => m.Kind == MilestoneKind.PlanStarted).At);

    public IEnumerable<Sample> Samples() => Instants().Select((at, i) => Take(at, i + 1));

    /// <summary>The station's own cycle, and every published instant.</summary>
    private SortedSet<DateTimeOffset> Instants()
    {
        var start = StoryTime.Parse(story.Start);
        var end = StoryTime.Parse(story.End);
        var cycle = new SortedSet<DateTimeOffset>(_published.Where(p => p.Cd is not null).Select(p => StoryTime.Parse(p.At)));
        for (var day = start; day <= end; day = day.AddDays(1))
        {
            var every = TimeSpan.FromHours(day < _denserFrom ? station.EveryH : station.EveryHLater);
            for (var at = day.AddMinutes(station.FirstMinute); at < day.AddDays(1) && at <= end; at += every)
            {
                cycle.Add(at);
            }
        }

        return cycle;
    }

    private Sample Take(DateTimeOffset at, int seq)
    {
        // An analyser's cycle of 14 minutes, and what the line adds.
        var publishAt = at.AddMinutes(14).AddSeconds(Math.Round(45 + 40 * Scatter.Of(station.Id + "/line", at)));
        var sample = new Sample(station, at, seq, publishAt, Measure(at));
        if (_published.Find(p => StoryTime.Parse(p.At) == at) is not { } known)
        {
            return sample;
        }

        sample = known.Cd is { } cadmium ? sample.With("Cd", InUnit(cadmium), station.Unit) with { Modelled = false } : sample;
        sample = known.As is { } arsenic ? sample.With("As", InUnit(arsenic), station.Unit) : sample;
        var what = string.Join(", ", new[] { known.Cd is null ? "" : "Cd", known.As is null ? "" : "As" }.Where(x => x.Length > 0));
        return sample with { Published = $"{known.Source} ({what}){(known.HourAssumed ? ", hour assumed" : "")}" };
    }

    private IReadOnlyList<SampleValue> Measure(DateTimeOffset at)
    {
        var local = at.ToOffset(StoryTime.Offset);
        var day = Math.Cos((local.TimeOfDay.TotalHours - 15) / 24 * 2 * Math.PI);
        var dosed = at >= _denserFrom ? station.PhLift : 0;
        return
        [
            Metal("Cd", Cadmium(at), 4, CadmiumDetection),
            Metal("As", (station.AsBackground + station.AsRise * _model.Front(at)) * (1 + 0.06 * Scatter.Of(station.Id + "/As", at)), 4, 0.0005m),
            Metal("Pb", 0.0016 * (1 + 0.6 * Scatter.Of(station.Id + "/Pb", at)), 4, LeadDetection),
            new SampleValue("pH", Rounded(7.75 + dosed + 0.06 * day + 0.05 * Scatter.Of(station.Id + "/pH", at), 2), ""),
            new SampleValue("Temperature", Rounded(12.4 + 0.5 * day + 0.2 * Scatter.Of(station.Id + "/T", at), 1), "Cel"),
            new SampleValue("Turbidity", Rounded(9 + 2.5 * Scatter.Of(station.Id + "/NTU", at), 1), "NTU"),
            new SampleValue("Conductivity", Rounded(268 + 14 * Scatter.Of(station.Id + "/EC", at), 0), "uS/cm"),
        ];
    }

    /// <summary>Clean water scatters by a third (trace analysis), the plume by 2 %.</summary>
    private double Cadmium(DateTimeOffset at)
    {
        var modelled = _model.Cadmium(at);
        var clean = Math.Min(1, station.Background / modelled);
        return modelled * (1 + (0.02 + 0.28 * clean * clean) * Scatter.Of(station.Id + "/Cd", at));
    }

    private SampleValue Metal(string determinand, double milligrams, int decimals, decimal detection)
    {
        var rounded = Rounded(milligrams, decimals);
        return (decimal)milligrams < detection
            ? new SampleValue(determinand, InUnit(detection), station.Unit, Below: true)
            : new SampleValue(determinand, InUnit(rounded), station.Unit);
    }

    /// <summary>Digits kept: 0.0247 mg/L is 24.7 µg/L.</summary>
    private decimal InUnit(decimal milligrams) => station.Unit == "mg/L" ? milligrams : Math.Round(milligrams * 1000, Math.Max(0, milligrams.Scale - 3));

    private static decimal Rounded(double value, int decimals) => Math.Round((decimal)value, decimals) + new decimal(0, 0, 0, false, (byte)decimals);

    private static IEnumerable<(DateTimeOffset At, double MgL)> Known(StoryFile story, StationFile station) =>
        story.Published.Where(p => p.Station == station.Id && p.Cd is not null).Select(p => (StoryTime.Parse(p.At), (double)p.Cd!.Value))
            .Concat(story.Anchors.Where(a => a.Station == station.Id).Select(a => (StoryTime.Parse(a.At), a.Cd)));
}
