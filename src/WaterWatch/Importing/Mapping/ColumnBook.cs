namespace WaterWatch.Importing.Mapping;

/// <summary>What a column, a tag or a field is for.</summary>
internal enum ColumnRole : byte
{
    /// <summary>Nobody says what it is: named once in the report.</summary>
    Unmapped,

    /// <summary>Left out on purpose.</summary>
    Ignored,
    Time,

    /// <summary>The time of day behind a date.</summary>
    TimeOfDay,
    Station,

    /// <summary>What a row of a tall file measures.</summary>
    Determinand,
    Value,
    Unit,
    Fraction,

    /// <summary>The instrument: of the reading, or in a wide file of all in the row.</summary>
    Source,

    /// <summary>As <see cref="Source"/>.</summary>
    Mark,

    /// <summary>A determinand of a wide file.</summary>
    Measured,
}

/// <param name="As">What it measures; null for every other role.</param>
internal sealed record Column(string Name, ColumnRole Role, MeasuredAs? As = null);

/// <summary>What each column is for: by the mapping, else by the usual names, else by what its header says itself.</summary>
internal sealed class ColumnBook(ImportMapping mapping)
{
    private static readonly string[] s_times = ["taken_at", "time", "datetime", "date_time", "timestamp"];

    private readonly Dictionary<string, Column> _columns = new(StringComparer.Ordinal);

    /// <summary>A row is a reading: some column says the determinand.</summary>
    public bool IsTall { get; private set; }

    /// <summary>Those that were asked for and of which nothing is read, as far as a person reads on.</summary>
    public IEnumerable<string> Unmapped => _columns.Values.Where(c => c.Role == ColumnRole.Unmapped || IsOfOtherShape(c)).Select(c => c.Name);

    public Column Of(string name)
    {
        if (_columns.TryGetValue(name, out var known))
        {
            return known;
        }

        var column = Find(name);
        IsTall |= column.Role == ColumnRole.Determinand;

        // Points may have any number of tags and fields, and an inventive file must not fill the memory.
        if (_columns.Count < 10_000)
        {
            _columns[name] = column;
        }

        return column;
    }

    /// <summary>A determinand's own column among rows that are each a reading, or what only says something of such a row where there are none.</summary>
    public bool IsOfOtherShape(Column column) => IsTall ? column.Role == ColumnRole.Measured : column.Role is ColumnRole.Value or ColumnRole.Unit or ColumnRole.Fraction;

    /// <summary>What the mapping names and the header does not have: a name that was written wrongly there.</summary>
    public IEnumerable<string> Missing(IReadOnlyCollection<string> header)
    {
        var tall = mapping.Tall;
        return new[] { mapping.StationColumn, tall?.Determinand, tall?.Value, tall?.Unit, tall?.Fraction, tall?.Source, tall?.Mark }.OfType<string>()
            .Concat(mapping.TimeColumns).Concat(mapping.Columns.Keys).Distinct().Where(n => !header.Contains(n));
    }

    private Column Find(string name)
    {
        if (mapping.Columns.TryGetValue(name, out var measured))
        {
            return new Column(name, measured is null ? ColumnRole.Ignored : ColumnRole.Measured, measured);
        }

        if (RoleOf(name) is { } role)
        {
            return new Column(name, role);
        }

        return mapping.Tall is null && NamedColumn.Read(name, mapping.Source) is { } said ? new Column(name, ColumnRole.Measured, said) : new Column(name, ColumnRole.Unmapped);
    }

    private ColumnRole? RoleOf(string name)
    {
        var usual = name.ToLowerInvariant();
        if (mapping.TimeColumns is [var first, ..] ? name == first : s_times.Contains(usual))
        {
            return ColumnRole.Time;
        }

        if (mapping.TimeColumns is [_, var second, ..] && name == second)
        {
            return ColumnRole.TimeOfDay;
        }

        if (mapping.StationColumn is { } station ? name == station : mapping.Station is null && usual == "station")
        {
            return ColumnRole.Station;
        }

        return mapping.Tall is { } tall ? OfTall(tall, name) : Usual(usual);
    }

    private static ColumnRole? OfTall(TallColumns tall, string name) =>
        name == tall.Determinand ? ColumnRole.Determinand
        : name == tall.Value ? ColumnRole.Value
        : name == tall.Unit ? ColumnRole.Unit
        : name == tall.Fraction ? ColumnRole.Fraction
        : name == tall.Source ? ColumnRole.Source
        : name == tall.Mark ? ColumnRole.Mark
        : null;

    private static ColumnRole? Usual(string name) => name switch
    {
        "determinand" => ColumnRole.Determinand,
        "value" => ColumnRole.Value,
        "unit" => ColumnRole.Unit,
        "fraction" => ColumnRole.Fraction,
        "source" => ColumnRole.Source,
        "mark" => ColumnRole.Mark,
        _ => null,
    };
}
