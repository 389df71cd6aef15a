namespace WaterWatch.Benchmarks.Storage;

/// <summary>The log alone: <c>storage write</c> for bytes and CPU; all of them when none is named.</summary>
internal static class StorageBenchmark
{
    public static int Run(string[] arguments)
    {
        if (arguments is [] or ["write", ..])
        {
            WritingBenchmark.Run([.. arguments.Skip(1)]);
        }

        return 0;
    }
}
