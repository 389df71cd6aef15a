using WaterWatch.Deciding;
using WaterWatch.Pipeline;
using WaterWatch.Storage;

namespace WaterWatch.Configuration;

/// <summary>
/// Reads the configuration anew while the service runs: rivers, stations, limits, duties and people hold from that moment on. One with a problem changes nothing; of
/// <c>waterwatch.yaml</c> most holds from the next start, and what that is about is said.
/// </summary>
internal sealed class ConfigurationReload(ConfigurationInForce inForce, Inbox inbox, WatchLog log, TimeProvider clock, ILogger<ConfigurationReload> logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>The plan to start with, and how it differs from the configuration that the record knows, where that is another.</summary>
    /// <param name="before">The hash of that; empty for none.</param>
    public WatchPlan Begin(string before)
    {
        var now = inForce.Now;
        Keep(now);
        return before.Length == 0 || before == now.Hash || log.Configuration(before) is not { } facts ? now.Plan
            : now.Plan.After(ConfigurationChanges.Between(before, ConfigurationFacts.Parse(facts), now.Facts) with { Waits = [] });
    }

    /// <param name="by">Who asks for it; empty for nobody by name.</param>
    /// <returns>What is in force from now on and how it differs; or every problem, and then nothing has changed.</returns>
    public async Task<ConfigurationResult> ReloadAsync(string by, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var result = inForce.Now.Source.Load();
            if (result.TryGet(out var loaded))
            {
                return new ConfigurationResult(await TakeOverAsync(inForce.Now.IsExercise ? loaded.AsExercise() : loaded, by, cancellation));
            }

            foreach (var problem in result.Problems)
            {
                logger.LogError("The configuration was not taken over, the old one stays in force: {Problem}", problem);
            }

            return result;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<LoadedConfiguration> TakeOverAsync(LoadedConfiguration loaded, string by, CancellationToken cancellation)
    {
        var before = inForce.Now;
        Keep(loaded);
        var difference = ConfigurationChanges.Between(before.Hash, before.Facts, loaded.Facts, by);

        // Files and addresses are where they were at the start, also where the command line said so, which a file read again does not know.
        var here = before.Settings;
        loaded = loaded with
        {
            Plan = loaded.Plan.After(difference),
            Settings = loaded.Settings with { DataDirectory = here.DataDirectory, WebUrls = here.WebUrls, Broker = here.Broker },
        };

        // Whoever asked may hang up meanwhile: what the pipeline has taken over holds for everybody.
        cancellation.ThrowIfCancellationRequested();
        await inbox.ChangePlanAsync(loaded.Plan, clock.GetUtcNow(), CancellationToken.None);
        inForce.Now = loaded;
        logger.LogInformation("The configuration was read again; {Hash} is in force, {Count} changes. {Waiting}", loaded.Hash[..12], difference.Count, Waits(difference.Waits));
        return loaded;
    }

    /// <summary>A disk that is full keeps nobody from changing a limit, nor the service from starting: what cannot be kept is only missed where a later start would tell how it differs.</summary>
    private void Keep(LoadedConfiguration loaded)
    {
        try
        {
            log.KeepConfiguration(loaded.Hash, loaded.Facts.ToString());
        }
        catch (StorageException failure)
        {
            logger.LogWarning("What the configuration {Hash} says could not be kept: {Reason}", loaded.Hash[..12], failure.Message);
        }
    }

    private static string Waits(IReadOnlyList<string> waits) =>
        waits.Count == 0 ? "All of it holds now" : $"What waterwatch.yaml says of {string.Join(", ", waits)} holds from the next start";
}
