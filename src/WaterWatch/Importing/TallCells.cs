using System.Text;
using WaterWatch.Decoding;
using WaterWatch.Importing.Mapping;
using WaterWatch.Readings;

namespace WaterWatch.Importing;

/// <summary>What a row of a tall file measures, by its cells. Rows repeat each other, so each combination is read once.</summary>
internal sealed class TallCells(ImportMapping mapping)
{
    public static readonly string SourceTooLong = $"the source is longer than {SeriesKey.LongestSource} characters; it names an instrument, not a sample";

    private readonly Dictionary<(string Determinand, string Unit, string Fraction, string Source), (MeasuredAs? As, DecodeFault Fault)> _known = [];

    /// <returns>Null when it cannot be read, and then <paramref name="fault"/> says why.</returns>
    public MeasuredAs? Read(IReadOnlyList<Cell> cells, out DecodeFault fault)
    {
        var said = (Determinand: "", Unit: "", Fraction: "", Source: "");
        foreach (var cell in cells)
        {
            switch (cell.Column.Role)
            {
                case ColumnRole.Determinand: said.Determinand = Encoding.UTF8.GetString(cell.Text.Span); break;
                case ColumnRole.Unit: said.Unit = Encoding.UTF8.GetString(cell.Text.Span); break;
                case ColumnRole.Fraction: said.Fraction = Encoding.UTF8.GetString(cell.Text.Span); break;
                case ColumnRole.Source: said.Source = Encoding.UTF8.GetString(cell.Text.Span); break;
            }
        }

        if (!_known.TryGetValue(said, out var known))
        {
            known = ReadNew(said.Determinand, said.Unit, said.Fraction, said.Source);
            if (_known.Count < 10_000)
            {
                _known[said] = known;
            }
        }

        fault = known.Fault;
        return known.As;
    }

    private (MeasuredAs? As, DecodeFault Fault) ReadNew(string name, string symbol, string fractionWord, string source)
    {
        if ((mapping.Determinands.TryGetValue(name, out var mapped) ? mapped : NamedColumn.Series(name)) is not var (determinand, fraction))
        {
            return Fault(SetAsideReason.UnknownDeterminand, name.Length == 0 ? "no determinand is said" : $"\"{RowAssembler.Short(name)}\" is no determinand that is known here; say under determinands: of the mapping which one it is");
        }

        if (fractionWord.Length > 0)
        {
            switch (fractionWord.ToLowerInvariant())
            {
                case "total": fraction = Fraction.Total; break;
                case "dissolved": fraction = Fraction.Dissolved; break;
                default: return Fault(SetAsideReason.UnreadableValue, $"the fraction is total or dissolved, not \"{RowAssembler.Short(fractionWord)}\"");
            }
        }

        if (source.Length > SeriesKey.LongestSource)
        {
            return Fault(SetAsideReason.UnreadableValue, SourceTooLong);
        }

        Unit? unit = symbol.Length > 0 ? FileUnits.Find(symbol) : mapping.Tall?.UnitOfAll ?? (determinand.Unit == Unit.PH ? Unit.PH : null);
        return unit is null ? Fault(symbol.Length > 0 ? SetAsideReason.UnknownUnit : SetAsideReason.MissingMember, symbol.Length > 0 ? $"\"{RowAssembler.Short(symbol)}\" is no unit that is known; it is never guessed" : $"{determinand} has no unit, and it is never guessed")
            : Units.Factor(unit.Value, determinand.Unit) is null ? Fault(SetAsideReason.UnknownUnit, $"{unit.Value.Symbol()} does not measure {determinand}; it is kept in {determinand.Unit.Symbol()}")
            : (new MeasuredAs(determinand, fraction, unit.Value, source.Length > 0 ? source : mapping.Source, 0, new Dictionary<string, string>()), default);
    }

    private static (MeasuredAs?, DecodeFault) Fault(SetAsideReason reason, string detail) => (null, new DecodeFault(reason, detail));
}
