namespace WaterWatch.Demo;

/// <summary>
/// The complementary error function, plain and scaled with exp(x²). .NET has none. Abramowitz &amp; Stegun 1964, series 7.1.6 and continued
/// fraction 7.1.14 (equation numbers from memory, unverified; the values are tested).
/// </summary>
internal static class ErrorFunction
{
    // Below it the series has no cancellation worth speaking of, above it the continued fraction needs few terms.
    private const double SeriesEnd = 2.5;

    /// <summary>erfc(x) for any x; relative error about 1e-12 or better.</summary>
    public static double Erfc(double x) => x < 0 ? 2 - Erfc(-x) : x < SeriesEnd ? 1 - Erf(x) : Math.Exp(-x * x) * Scaled(x);

    /// <summary>exp(x²)·erfc(x) for x not below 0: stays finite where the exponential alone would overflow.</summary>
    public static double Scaled(double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        if (x < SeriesEnd)
        {
            return Math.Exp(x * x) * (1 - Erf(x));
        }

        // Evaluated from the back; 80 terms are exact to double precision from x = 2.5 on.
        var tail = x;
        for (var n = 80; n >= 1; n--)
        {
            tail = x + n / 2.0 / tail;
        }

        return 1 / (Math.Sqrt(Math.PI) * tail);
    }

    private static double Erf(double x)
    {
        var term = x;
        var sum = x;
        for (var n = 1; term > sum * 1e-17 && n < 200; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
