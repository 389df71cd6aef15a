using System.Text.Json;
using WaterWatch.Deciding;

namespace WaterWatch.Tests.Deciding;

/// <summary>States compared by all that they remember.</summary>
internal static class StateAssert
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, IncludeFields = true };

    public static void Same(WatchState expected, WatchState actual) => Assert.Equal(Describe(expected.ToSnapshot()), Describe(actual.ToSnapshot()));

    /// <summary>As text, so that a difference is shown at its place.</summary>
    public static string Describe(Snapshot snapshot) => JsonSerializer.Serialize(snapshot, Options);
}
