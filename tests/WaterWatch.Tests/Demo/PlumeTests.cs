using WaterWatch.Demo;

namespace WaterWatch.Tests.Demo;

public sealed class PlumeTests
{
    private static readonly Transport Fast = new(VelocityMs: 0.5, DispersionM2S: 20);

    // reference/transport.md 6.3: 1000 kg into 50 m² at 0.5 m/s and 20 m²/s, seen 5 km below after 10,000 s.
    [Theory]
    [InlineData(0, 12.6157)]
    [InlineData(1e-5, 11.4151)]
    public void A_slug_has_the_check_values(double decayPerS, double expected) =>
        Assert.Equal(expected, Plume.Slug(1000, 50, Fast with { DecayPerS = decayPerS }, 5000, 10_000), 4);

    [Theory]
    [InlineData(0)]
    [InlineData(1e-5)]
    public void A_slug_is_highest_at_its_peak_time(double decayPerS)
    {
        var water = Fast with { DecayPerS = decayPerS };
        var peak = Plume.SlugPeakAt(water, 5000);
        var highest = Plume.Slug(1000, 50, water, 5000, peak);

        Assert.InRange(peak, 9000, 10_000);
        Assert.True(highest > Plume.Slug(1000, 50, water, 5000, peak - 20));
        Assert.True(highest > Plume.Slug(1000, 50, water, 5000, peak + 20));
    }

    [Fact]
    public void All_of_a_slug_passes()
    {
        // Flow of 25 m³/s times the sum of g/m³ over time is grams.
        var grams = Enumerable.Range(1, 4000).Sum(i => Plume.Slug(1000, 50, Fast, 5000, i * 10.0) * 10 * 25);

        Assert.Equal(1_000_000, grams, 1_000_000 * 0.005);
    }

    [Fact]
    public void All_of_a_finite_release_passes()
    {
        // Without decay the sum over time at any place is inlet times length of release.
        var sum = Enumerable.Range(1, 6000).Sum(i => Plume.Release(0.4, 36_000, Fast, 20_000, i * 60.0) * 60);

        Assert.Equal(0.4 * 36_000, sum, 0.4 * 36_000 * 1e-3);
    }

    [Fact]
    public void Nothing_overflows_far_away()
    {
        // Ux/D is 2500: the exponential of Ogata and Banks' second term is beyond a double.
        var values = Enumerable.Range(0, 400).Select(i => Plume.Continuous(0.4, Fast, 100_000, i * 1000.0)).ToList();

        Assert.All(values, v => Assert.InRange(v, 0, 0.4 * (1 + 1e-12)));
        Assert.Equal(0.4, values[^1], 9);
        Assert.Equal(0.2, Plume.Continuous(0.4, Fast, 100_000, 200_000), 2);
    }

    [Fact]
    public void The_front_only_rises()
    {
        var values = Enumerable.Range(0, 1000).Select(i => Plume.Continuous(1, Fast, 35_000, i * 120.0)).ToList();

        Assert.All(values.Zip(values.Skip(1)), pair => Assert.True(pair.Second >= pair.First - 1e-15));
    }

    [Fact]
    public void A_finite_release_goes_back_to_zero()
    {
        Assert.Equal(0, Plume.Release(0.4, 36_000, Fast, 20_000, 0));
        Assert.True(Plume.Release(0.4, 36_000, Fast, 20_000, 60_000) > 0.39);
        Assert.InRange(Plume.Release(0.4, 36_000, Fast, 20_000, 400_000), 0, 1e-12);
    }

    [Fact]
    public void With_decay_the_plateau_is_the_steady_state()
    {
        const double Decay = 1e-5;
        var (u, d) = (Fast.VelocityMs, Fast.DispersionM2S);
        var steady = Math.Exp((u - Math.Sqrt(u * u + 4 * Decay * d)) * 20_000 / (2 * d));

        Assert.Equal(steady, Plume.Continuous(1, Fast with { DecayPerS = Decay }, 20_000, 500_000), 9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2e-5)]
    public void The_front_obeys_its_equation(double decayPerS)
    {
        // dC/dt + U dC/dx - D d²C/dx² + kC, by central differences, in the middle of the front.
        var water = Fast with { DecayPerS = decayPerS };
        double C(double x, double t) => Plume.Continuous(1, water, x, t);
        const double X = 5000, T = 9500, Dx = 5, Dt = 5;
        var change = (C(X, T + Dt) - C(X, T - Dt)) / (2 * Dt);
        var slope = (C(X + Dx, T) - C(X - Dx, T)) / (2 * Dx);
        var bend = (C(X + Dx, T) - 2 * C(X, T) + C(X - Dx, T)) / (Dx * Dx);
        var rest = change + water.VelocityMs * slope - water.DispersionM2S * bend + decayPerS * C(X, T);

        Assert.True(change > 1e-5);
        Assert.InRange(rest, -1e-3 * change, 1e-3 * change);
    }

    [Theory]
    [InlineData(-1, 1.842700792949715)]
    [InlineData(0, 1)]
    [InlineData(0.5, 0.4795001221869535)]
    [InlineData(1, 0.15729920705028513)]
    [InlineData(2, 0.004677734981047266)]
    [InlineData(3, 2.209049699858544e-05)]
    [InlineData(5, 1.5374597944280347e-12)]
    public void The_complementary_error_function_is_right(double x, double expected) =>
        Assert.Equal(1, ErrorFunction.Erfc(x) / expected, 11);

    [Fact]
    public void The_scaled_error_function_nears_its_asymptote() =>
        Assert.Equal(1, ErrorFunction.Scaled(1e4) * Math.Sqrt(Math.PI) * 1e4, 8);
}
