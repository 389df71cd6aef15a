namespace WaterWatch.Demo;

/// <summary>How a river carries what is dissolved in it.</summary>
/// <param name="VelocityMs">Mean velocity U, m/s, above 0.</param>
/// <param name="DispersionM2S">Longitudinal dispersion coefficient D, m²/s, above 0.</param>
/// <param name="DecayPerS">First-order loss k, 1/s, 0 or above.</param>
public readonly record struct Transport(double VelocityMs, double DispersionM2S, double DecayPerS = 0);

/// <summary>
/// One-dimensional advection and dispersion with first-order loss in a uniform channel: what a release looks like at a distance below it.
/// Distances in metres, times in seconds since the release began; concentrations in whatever unit the inlet has.
/// </summary>
public static class Plume
{
    /// <summary>
    /// An instantaneous slug, mg/L: M/(A·√(4πDt))·exp(-(x-Ut)²/(4Dt) - kt), Taylor 1954 (attribution from memory, unverified).
    /// It cannot give the figures of the Longjiang: 20 t at once would be milligrams, not tenths of a milligram.
    /// </summary>
    public static double Slug(double massKg, double areaM2, Transport water, double distanceM, double seconds)
    {
        if (seconds <= 0)
        {
            return 0;
        }

        var (u, d, k) = water;
        var off = distanceM - u * seconds;
        var kilogramsPerCubicMetre = massKg / (areaM2 * Math.Sqrt(4 * Math.PI * d * seconds)) * Math.Exp(-off * off / (4 * d * seconds) - k * seconds);
        return kilogramsPerCubicMetre * 1000;
    }

    /// <summary>When a slug is highest at a distance, seconds: slightly before x/U. Set the derivative of <see cref="Slug"/> to zero.</summary>
    public static double SlugPeakAt(Transport water, double distanceM)
    {
        var (u, d, k) = water;
        var speed2 = u * u + 4 * k * d;
        return (-d + Math.Sqrt(d * d + distanceM * distanceM * speed2)) / speed2;
    }

    /// <summary>
    /// An inlet held at a concentration from time 0 on: Ogata &amp; Banks 1961 (USGS Professional Paper 411-A), with decay as van Genuchten &amp;
    /// Alves 1982 give it (both attributions from memory, unverified; the form is tested by mass, steady state and the differential equation itself).
    /// </summary>
    /// <remarks>
    /// The second term is exp((U+w)x/2D)·erfc(a), and the exponential overflows from Ux/D of about 700 on (100 km at 0.5 m/s and 20 m²/s has 2500).
    /// With erfc(a) = exp(-a²)·erfcx(a) both exponents join to -(x-Ut)²/(4Dt) - kt, which is never above zero.
    /// </remarks>
    public static double Continuous(double inlet, Transport water, double distanceM, double seconds)
    {
        if (seconds <= 0)
        {
            return 0;
        }

        if (distanceM <= 0)
        {
            return inlet;
        }

        var (u, d, k) = water;
        var w = Math.Sqrt(u * u + 4 * k * d);
        var spread = 2 * Math.Sqrt(d * seconds);
        var off = distanceM - u * seconds;

        // (U-w)x/2D written without the difference of two nearly equal speeds.
        var carried = Math.Exp(-2 * k * distanceM / (u + w)) * ErrorFunction.Erfc((distanceM - w * seconds) / spread);
        var held = Math.Exp(-off * off / (4 * d * seconds) - k * seconds) * ErrorFunction.Scaled((distanceM + w * seconds) / spread);
        return inlet / 2 * (carried + held);
    }

    /// <summary>An inlet held at a concentration for a while, then clean: C(x,t) - C(x,t-τ). Never below 0.</summary>
    public static double Release(double inlet, double lengthSeconds, Transport water, double distanceM, double seconds) =>
        Math.Max(0, Continuous(inlet, water, distanceM, seconds) - Continuous(inlet, water, distanceM, seconds - lengthSeconds));
}
