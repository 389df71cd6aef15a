namespace WaterWatch.Readings;

/// <summary>The data-quality flag of IOOS QARTOD, by the numbers that the field exchanges.</summary>
public enum QartodFlag : byte
{
    Good = 1,
    NotEvaluated = 2,
    Suspect = 3,
    Fail = 4,
    Missing = 9,
}

/// <summary>The tests that gave a flag other than good.</summary>
[Flags]
public enum QartodTests : byte
{
    None = 0,
    GrossRange = 1,
    Spike = 2,
    RateOfChange = 4,
    FlatLine = 8,
    TimeGap = 16,
}
