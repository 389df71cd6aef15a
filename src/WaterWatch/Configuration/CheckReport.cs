using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Configuration;

/// <summary>Prints what was found, a line each, as compilers do, so that editors can jump to it.</summary>
public static class CheckReport
{
    /// <summary>The <c>check</c> command: reads everything and prints every problem and remark.</summary>
    /// <param name="sets">The values of <c>--set</c>, each <c>section.key=value</c>.</param>
    /// <returns>0 when the configuration can be used, 1 when not.</returns>
    public static int Check(string directory, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> sets, TextWriter output)
    {
        var result = ConfigurationFolder.Load(directory, environment, sets);
        Write(result, output);
        return result.Problems.Count == 0 ? 0 : 1;
    }

    public static void Write(ConfigurationResult result, TextWriter output)
    {
        foreach (var problem in result.Problems)
        {
            output.WriteLine(problem);
        }

        foreach (var remark in result.Remarks)
        {
            output.WriteLine($"remark: {remark}");
        }

        output.WriteLine(Summary(result));
    }

    private static string Summary(ConfigurationResult result)
    {
        var remarks = Counted.Of(result.Remarks.Count, "remark");
        if (result.Loaded is not { } loaded)
            return $"{Counted.Of(result.Problems.Count, "problem")}, {remarks}: the service does not start with this configuration";

        var watched = $"{Counted.Of(loaded.Plan.Rivers.Count, "river")}, {Counted.Of(loaded.Plan.Stations.Count, "station")}";
        var rest = $"{Counted.Of(loaded.Limits.Count, "limit")}, {Counted.Of(loaded.Settings.Feeds.Count, "feed")}; {remarks}";
        return $"ok: {watched}, {rest}; configuration {loaded.Hash[..12]}";
    }
}
