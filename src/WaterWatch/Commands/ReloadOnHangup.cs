using System.Runtime.InteropServices;
using WaterWatch.Configuration;

namespace WaterWatch.Commands;

/// <summary>Reads the configuration again on SIGHUP.</summary>
internal static class ReloadOnHangup
{
    public static IDisposable Start(IServiceProvider services) =>
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = services.GetRequiredService<ConfigurationReload>().ReloadAsync("", CancellationToken.None);
        });
}
