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
            _ = ReloadAsync(services.GetRequiredService<ConfigurationReload>(), services.GetRequiredService<ILoggerFactory>());
        });

    private static async Task ReloadAsync(ConfigurationReload reload, ILoggerFactory loggers)
    {
        try
        {
            await reload.ReloadAsync("", CancellationToken.None);
        }
        catch (Storage.StorageException failure)
        {
            loggers.CreateLogger(typeof(ReloadOnHangup).FullName!).LogError("The configuration was not read again, the old one stays in force: {Reason}", failure.Message);
        }
    }
}
