using WaterWatch.Configuration.Options;

namespace WaterWatch.Projection;

/// <summary>Which client writes into InfluxDB: the one place of the projection where the two builds differ.</summary>
internal static class InfluxClients
{
    /// <summary>For a whole request with its answer: a server that takes longer is as good as lost, and what it may have written is written again.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <param name="settings">With an address.</param>
    /// <param name="wall">The wall's clock.</param>
    /// <param name="patience">Null for <see cref="Patience"/>.</param>
    public static IReadingProjection Of(InfluxSettings settings, TimeProvider wall, TimeSpan? patience = null) =>
#if PACKAGED_CLIENTS
        settings.UsesV2 ? new PackagedInflux(settings, wall, patience ?? Patience) :
#endif
        new InfluxHttp(settings, wall, patience ?? Patience);
}
