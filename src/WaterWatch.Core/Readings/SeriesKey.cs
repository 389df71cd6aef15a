using WaterWatch.Rivers;

namespace WaterWatch.Readings;

/// <summary>All of a reading's identity but the time: readings of one series can be compared with one another.</summary>
/// <param name="Source">The station's instrument, <c>lab</c>, or empty for the station's only one.</param>
/// <param name="PeriodSeconds">0 for a moment; otherwise the seconds that the value is a mean over, beginning at the sample time.</param>
public sealed record SeriesKey(StationId Station, string Source, Determinand Determinand, Fraction Fraction, int PeriodSeconds)
{
    /// <summary>The source of results that a laboratory measured from a taken sample.</summary>
    public const string LaboratorySource = "lab";

    /// <summary>The source of the lowest value within a period; its mean has the station's usual one.</summary>
    public const string MinimumSource = "min";

    /// <summary>The source of the highest value within a period.</summary>
    public const string MaximumSource = "max";

    /// <summary>The longest name of an instrument, in UTF-16 code units: it names an instrument, not a sample.</summary>
    public const int LongestSource = 64;

    private readonly int _hash = HashCode.Combine(Station, Source, Determinand, Fraction, PeriodSeconds);

    public bool IsLaboratory => Source == LaboratorySource;

    /// <summary>Lowest or highest of a period: held against limits as it is, and no part of any mean.</summary>
    public bool IsExtreme => Source is MinimumSource or MaximumSource;

    public bool Equals(SeriesKey? other) =>
        ReferenceEquals(this, other)
        || other is not null && _hash == other._hash && Station == other.Station && Source == other.Source
        && Determinand == other.Determinand && Fraction == other.Fraction && PeriodSeconds == other.PeriodSeconds;

    /// <summary>Reckoned once: every reading is looked up by its key.</summary>
    public override int GetHashCode() => _hash;

    public override string ToString() =>
        $"{Station} {Determinand}{(Fraction == Fraction.Dissolved ? " dissolved" : "")}{(Source.Length == 0 ? "" : $" by {Source}")}{(PeriodSeconds == 0 ? "" : $" over {PeriodSeconds} s")}";
}
