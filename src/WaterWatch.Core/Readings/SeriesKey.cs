using WaterWatch.Rivers;

namespace WaterWatch.Readings;

/// <summary>All of a reading's identity but the time: readings of one series can be compared with one another.</summary>
/// <param name="Source">The station's instrument, <c>lab</c>, or empty for the station's only one.</param>
/// <param name="PeriodSeconds">0 for a moment; otherwise the seconds that the value is a mean over, beginning at the sample time.</param>
public sealed record SeriesKey(StationId Station, string Source, Determinand Determinand, Fraction Fraction, int PeriodSeconds)
{
    /// <summary>The source of results that a laboratory measured from a taken sample.</summary>
    public const string LaboratorySource = "lab";

    public bool IsLaboratory => Source == LaboratorySource;

    public override string ToString() =>
        $"{Station} {Determinand}{(Fraction == Fraction.Dissolved ? " dissolved" : "")}{(Source.Length == 0 ? "" : $" by {Source}")}{(PeriodSeconds == 0 ? "" : $" over {PeriodSeconds} s")}";
}
