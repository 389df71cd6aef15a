using System.Diagnostics;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>Waits for what another process does: looks again and again, until it is so or patience ends.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(40);

    public static async Task TrueAsync(string what, Func<Task<bool>> look, TimeSpan? patience = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await look())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < (patience ?? Patience), $"It did not come to pass: {what}");
            await Task.Delay(s_interval);
        }
    }
}
