namespace WaterWatch.Mqtt.Client;

/// <summary>Waits between attempts: doubling, bounded, and shortened by up to half at random so that a thousand clients do not come back together.</summary>
internal sealed class BackOff(TimeSpan min, TimeSpan max)
{
    private int _attempts;

    /// <param name="random">From 0 to below 1.</param>
    public TimeSpan Next(double random)
    {
        // 2^30 times any useful minimum is beyond any maximum.
        var full = min * Math.Pow(2, Math.Min(_attempts++, 30));
        return (full < max ? full : max) * (1 - (random / 2));
    }

    public void Reset() => _attempts = 0;
}
