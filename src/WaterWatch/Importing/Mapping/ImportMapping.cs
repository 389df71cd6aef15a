using WaterWatch.Decoding.Mapping;
using WaterWatch.Readings;

namespace WaterWatch.Importing.Mapping;

/// <summary>What a file is written in.</summary>
internal enum ImportFormat : byte
{
    /// <summary>A table: a header line, cells between delimiters, quoted as RFC 4180 has it.</summary>
    Table,

    /// <summary>InfluxDB line protocol.</summary>
    LineProtocol,
}

/// <summary>How a file's text is encoded.</summary>
internal enum ImportEncoding : byte
{
    Utf8,
    Gb18030,
}

/// <summary>What a column measures.</summary>
/// <param name="Source">The instrument, <c>lab</c>, or empty for the station's only one.</param>
/// <param name="PeriodSeconds">0 for a moment; otherwise the values are means over so long, beginning at the row's time.</param>
/// <param name="Values">Words that stand for a value here, such as ND for <c>&lt;0.0005</c>.</param>
internal sealed record MeasuredAs(Determinand Determinand, Fraction Fraction, Unit Unit, string Source, int PeriodSeconds, IReadOnlyDictionary<string, string> Values);

/// <summary>Which columns of a tall file, a row a reading, hold what; null where there is none of the kind.</summary>
/// <param name="UnitOfAll">Where no column says it.</param>
internal sealed record TallColumns(string Determinand, string Value, string? Unit, Unit? UnitOfAll, string? Fraction, string? Source, string? Mark);

/// <summary>How the columns of a file, or the tags and fields of its points, become readings. What is not written has the defaults given here.</summary>
internal sealed record ImportMapping
{
    /// <summary>Null to go by the file's name.</summary>
    public ImportFormat? Format { get; init; }

    /// <summary>Null to go by the header line.</summary>
    public byte? Delimiter { get; init; }

    public ImportEncoding Encoding { get; init; }

    /// <summary>The line of the header, comments not counted out; null for the first that is neither empty nor a comment.</summary>
    public int? HeaderLine { get; init; }

    public bool HasDecimalComma { get; init; }

    /// <summary>Of times without an offset; null for the station's.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>One, or a date and a time of day; none to go by the usual names.</summary>
    public IReadOnlyList<string> TimeColumns { get; init; } = [];

    /// <summary>As .NET writes formats; none for RFC 3339, with or without an offset.</summary>
    public IReadOnlyList<string> TimeFormats { get; init; } = [];

    /// <summary>For times that are numbers; null when times are written out.</summary>
    public TimeFormat? Epoch { get; init; }

    /// <summary>All rows are of this station; null when a column says it.</summary>
    public string? Station { get; init; }

    /// <summary>Null to go by the usual name.</summary>
    public string? StationColumn { get; init; }

    /// <summary>What stations are called in the file, and their ids.</summary>
    public IReadOnlyDictionary<string, string> Stations { get; init; } = new Dictionary<string, string>();

    /// <summary>The instrument of all columns that name none.</summary>
    public string Source { get; init; } = "";

    /// <summary>Texts of cells that hold no reading, beside the empty one.</summary>
    public IReadOnlySet<string> Blank { get; init; } = new HashSet<string>();

    /// <summary>Numbers that stand for no value.</summary>
    public IReadOnlySet<decimal> Sentinels { get; init; } = new HashSet<decimal> { -9999m };

    /// <summary>Words that stand for a value in every column.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>What each column measures; null for one that is left out on purpose.</summary>
    public IReadOnlyDictionary<string, MeasuredAs?> Columns { get; init; } = new Dictionary<string, MeasuredAs?>();

    /// <summary>Null for a wide file, or to go by the usual names.</summary>
    public TallColumns? Tall { get; init; }

    /// <summary>What determinands are called in a tall file.</summary>
    public IReadOnlyDictionary<string, (Determinand Determinand, Fraction Fraction)> Determinands { get; init; } = new Dictionary<string, (Determinand, Fraction)>();

    /// <summary>Of line protocol: only points of these are readings; all when there is none.</summary>
    public IReadOnlySet<string> Measurements { get; init; } = new HashSet<string>();
}
