using System.Globalization;
using System.IO.Compression;
using WaterWatch.Readings;
using WaterWatch.Tests.Configuration;

namespace WaterWatch.Tests.Deciding;

/// <summary>
/// A raw series of the Logan River Observatory (Jones et al., BSD-3) as it lies beside the repository: what the sensors sent, and what a technician made of it.
/// </summary>
internal static class LoganRiver
{
    private const decimal NoValue = -9999;

    private static readonly (string Key, string Unit)[] Variables =
        [("Temperature", "Cel"), ("Conductivity", "uS/cm"), ("pH", "pH"), ("DO", "mg/L"), ("Turbidity", "NTU"), ("Stage", "m")];

    public static string PathOf(string name) => Path.Combine(Repository.Root, "..", "shared", "data", "logan_river", $"{name}.csv.gz");

    /// <summary>Each row: when, and of each variable the raw number, and whether the technician left it as it was and unflagged.</summary>
    public static IEnumerable<Row> Read(string name)
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(PathOf(name)), CompressionMode.Decompress));
        file.ReadLine();
        while (file.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var cells = line.Split(',');
            var at = DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            yield return new Row(at, [.. Variables.Select((v, i) => Of(v.Key, v.Unit, cells.AsSpan(1 + 3 * i, 3)))]);
        }
    }

    private static Measured Of(string key, string unit, ReadOnlySpan<string> cells)
    {
        var raw = decimal.Parse(cells[0], CultureInfo.InvariantCulture);
        var isLeft = cells[2] == "NULL" && decimal.TryParse(cells[1], CultureInfo.InvariantCulture, out var corrected) && corrected == raw;
        return new Measured(Determinand.Find(key)!, cells[0], unit, raw, isLeft);
    }

    internal sealed record Row(DateTimeOffset At, Measured[] Values)
    {
        public string Payload =>
            $$"""{"taken_at":"{{At:yyyy-MM-dd'T'HH:mm:ss}}Z","readings":[{{string.Join(',', Values.Select(v => $$"""{"determinand":"{{v.Of.Key}}","value":"{{v.Text}}","unit":"{{v.Unit}}"}"""))}}]}""";
    }

    internal readonly record struct Measured(Determinand Of, string Text, string Unit, decimal Raw, bool IsLeftAsItWas)
    {
        /// <summary>A code is no number of the water, nor is less than nothing of what there can only be some of.</summary>
        public bool IsUsable => Raw != NoValue && (Raw >= 0 || Of.MayBeNegative);
    }
}
