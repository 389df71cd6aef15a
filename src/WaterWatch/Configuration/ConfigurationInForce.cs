namespace WaterWatch.Configuration;

/// <summary>The configuration that the service goes by now: the one it started with, or the last right one that was read again.</summary>
public sealed class ConfigurationInForce(LoadedConfiguration atStart)
{
    private LoadedConfiguration _now = atStart;

    public LoadedConfiguration Now
    {
        get => Volatile.Read(ref _now);
        set => Volatile.Write(ref _now, value);
    }
}
