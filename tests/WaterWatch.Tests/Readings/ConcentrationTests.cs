using WaterWatch.Readings;

namespace WaterWatch.Tests.Readings;

public sealed class ConcentrationTests
{
    [Theory]
    [InlineData("mg/L", Unit.MilligramPerLitre)]
    [InlineData("ng/L", Unit.NanogramPerLitre)]
    [InlineData("ug/L", Unit.MicrogramPerLitre)]
    [InlineData("\u00B5g/L", Unit.MicrogramPerLitre)]
    [InlineData("\u03BCg/L", Unit.MicrogramPerLitre)]
    [InlineData("g/L", Unit.GramPerLitre)]
    [InlineData("kg/m3", Unit.KilogramPerCubicMetre)]
    [InlineData("pH", Unit.PH)]
    [InlineData("Cel", Unit.Celsius)]
    [InlineData("uS/cm", Unit.MicrosiemensPerCentimetre)]
    [InlineData("NTU", Unit.Ntu)]
    [InlineData("m3/s", Unit.CubicMetrePerSecond)]
    [InlineData("L/s", Unit.LitrePerSecond)]
    [InlineData("m", Unit.Metre)]
    public void Every_symbol_of_the_contract_is_a_unit(string symbol, Unit expected)
    {
        Assert.True(Units.TryParse(symbol, out var unit));
        Assert.Equal(expected, unit);
    }

    [Theory]
    [InlineData("ppb")]
    [InlineData("MG/L")]
    [InlineData("mg/l")]
    [InlineData("")]
    [InlineData("mg/L ")]
    public void Any_other_symbol_is_not_guessed(string symbol) => Assert.False(Units.TryParse(symbol, out _));

    [Fact]
    public void Every_unit_reads_its_own_symbol() =>
        Assert.All(Enum.GetValues<Unit>(), unit =>
        {
            Assert.True(Units.TryParse(unit.Symbol(), out var read));
            Assert.Equal(unit, read);
        });

    [Fact]
    public void Digits_stay_when_the_unit_changes() =>
        Assert.Equal("<0.4080 mg/L", new Concentration(408.0m, Unit.MicrogramPerLitre, Qualifier.Below).In(Unit.MilligramPerLitre).ToString());

    [Theory]
    [InlineData(Unit.NanogramPerLitre, 407_500)]
    [InlineData(Unit.MicrogramPerLitre, 407.5)]
    [InlineData(Unit.GramPerLitre, 0.0004075)]
    [InlineData(Unit.KilogramPerCubicMetre, 0.0004075)]
    public void The_same_amount_is_equal_in_every_unit(Unit unit, double amount) =>
        Assert.Equal(new Concentration(0.4075m, Unit.MilligramPerLitre), new Concentration((decimal)amount, unit).In(Unit.MilligramPerLitre));

    [Fact]
    public void Litres_and_cubic_metres_of_flow_are_one_quantity() =>
        Assert.Equal(new Concentration(1.25m, Unit.CubicMetrePerSecond), new Concentration(1250m, Unit.LitrePerSecond).In(Unit.CubicMetrePerSecond));

    [Fact]
    public void Units_of_different_things_are_never_turned_into_one_another() =>
        Assert.Null(new Concentration(7m, Unit.PH).In(Unit.MilligramPerLitre));

    [Fact]
    public void A_number_too_large_to_convert_is_refused() => Assert.Null(new Concentration(decimal.MaxValue, Unit.GramPerLitre).In(Unit.MilligramPerLitre));

    [Fact]
    public void A_number_that_would_become_nothing_is_refused() =>
        Assert.Null(new Concentration(0.0000000000000000000000000001m, Unit.NanogramPerLitre).In(Unit.MilligramPerLitre));

    [Fact]
    public void An_instrument_without_a_name_measures_for_every_source_of_the_station_but_the_laboratory()
    {
        var sensor = new Instrument("", Deciding.Some.Cd, 0.0001m, 1m);

        Assert.True(sensor.Measured(Key("icp1"), Deciding.Some.Start));
        Assert.False(sensor.Measured(Key(SeriesKey.LaboratorySource), Deciding.Some.Start));
        Assert.True((sensor with { Source = "lab" }).Measured(Key(SeriesKey.LaboratorySource), Deciding.Some.Start));
    }

    [Fact]
    public void An_instrument_counts_only_while_it_stood_there()
    {
        var sensor = new Instrument("", Deciding.Some.Cd, null, null) { ValidFrom = Deciding.Some.At(0), ValidTo = Deciding.Some.At(1) };

        Assert.Equal([false, true, false], new[] { -0.1, 0, 1 }.Select(h => sensor.Measured(Key(""), Deciding.Some.At(h))));
    }

    private static SeriesKey Key(string source) => new(new WaterWatch.Rivers.StationId("upper"), source, Deciding.Some.Cd, Fraction.Total, 0);
}
