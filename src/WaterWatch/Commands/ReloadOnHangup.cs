using System.Runtime.InteropServices;
using WaterWatch.Configuration;
using WaterWatch.Pipeline;

namespace WaterWatch.Commands;

/// <summary>Reads rivers, limits, duties and people again on SIGHUP. A configuration with a problem changes nothing: the old one stays in force and the problems are logged.</summary>
internal static class ReloadOnHangup
{
    public static IDisposable Start(IServiceProvider services, string directory, IReadOnlyList<string> sets) =>
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = ReloadAsync(services, directory, sets);
        });

    internal static async Task<ConfigurationResult> ReloadAsync(IServiceProvider services, string directory, IReadOnlyList<string> sets)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ReloadOnHangup).FullName!);
        var result = ConfigurationFolder.Load(directory, Options.Environment(), sets);
        if (result.TryGet(out var loaded))
        {
            await services.GetRequiredService<Inbox>().ChangePlanAsync(loaded.Plan, services.GetRequiredService<TimeProvider>().GetUtcNow());
            services.GetRequiredService<ConfigurationInForce>().Now = loaded;
            logger.LogInformation("Rivers, limits, duties and people were read again; configuration {Hash} is in force. What waterwatch.yaml says holds from the next start", loaded.Hash[..12]);
        }
        else
        {
            foreach (var problem in result.Problems)
            {
                logger.LogError("The configuration was not taken over, the old one stays in force: {Problem}", problem);
            }
        }

        return result;
    }
}
