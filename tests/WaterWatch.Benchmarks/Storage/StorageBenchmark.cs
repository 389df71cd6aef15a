namespace WaterWatch.Benchmarks.Storage;

/// <summary>The log alone: <c>write</c> for bytes and CPU, <c>wait</c> for what commits wait for, <c>ask</c> for answers; all of them when none is named.</summary>
internal static class StorageBenchmark
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is [] or ["write", ..])
        {
            WritingBenchmark.Run([.. arguments.Skip(1)]);
        }

        if (arguments is [] or ["wait"])
        {
            await WaitingBenchmark.RunAsync();
        }

        if (arguments is [] or ["ask"])
        {
            await AskingBenchmark.RunAsync();
        }

        return 0;
    }
}
