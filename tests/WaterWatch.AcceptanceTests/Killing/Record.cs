using System.Globalization;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Killing;

/// <summary>What a service has recorded, as its API gives it, in a form that two runs of one load can be compared by.</summary>
internal sealed record Record(IReadOnlyList<string> Readings, IReadOnlyList<string> Timeline)
{
    /// <summary>Numbers and hashes that hang on how the stations' messages happened to interleave.</summary>
    private static readonly HashSet<string> s_accidental = ["alert", "raw_block", "candidates", "set_aside", "into", "merged", "from_incident"];

    public static async Task<Record> ReadAsync(ServiceProcess service, IEnumerable<StationLoad> loads)
    {
        var readings = new List<string>();
        foreach (var load in loads)
        {
            var csv = await service.Api.GetStringAsync($"/api/v1/stations/{load.Station}/readings?format=csv");
            readings.AddRange(csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Reading));
        }

        // Seals fall where a whole hour does.
        var timeline = (await service.AllAsync("/api/v1/timeline")).Where(e => e.GetProperty("kind").GetString() != nameof(WaterWatch.Timeline.EntryKind.Sealed));
        // Each station's entries in their order; what is of no station is of some river, and rivers' entries may come in any order among each other.
        var stations = timeline.GroupBy(e => e.GetProperty("station").GetString()).OrderBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(g => g.Key is null ? g.Select(Entry).Order(StringComparer.Ordinal) : g.Select(Entry));
        return new Record(readings, [.. stations]);
    }

    /// <summary>As <see cref="Reading"/> begins.</summary>
    public static string Version(string station, SentValue value) =>
        $"{station} {value.Determinand} {value.TakenAt:yyyy-MM-dd'T'HH:mm:ss'Z'} {value.Value.ToString("0.############", CultureInfo.InvariantCulture)} {value.Mark}";

    /// <summary>A reading's identity, value and mark without its flags and judgement.</summary>
    public static string VersionOf(string reading) => reading[..reading.IndexOf(" | ", StringComparison.Ordinal)];

    /// <summary>Compares as multisets, and names what differs rather than the first place.</summary>
    public static void Same(string what, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var balance = new Dictionary<string, int>();
        foreach (var line in expected) balance[line] = balance.GetValueOrDefault(line) - 1;
        foreach (var line in actual) balance[line] = balance.GetValueOrDefault(line) + 1;
        var wrong = balance.Where(b => b.Value != 0).OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => $"{b.Value:+0;-0} {b.Key}").ToList();
        Assert.True(wrong.Count == 0, $"{what}: {wrong.Count} differ (+ is too many, - is missing)\n{string.Join('\n', wrong.Take(30))}");
    }

    private static string Reading(string line)
    {
        var cells = line.Split(',');
        var value = decimal.Parse(cells[8], CultureInfo.InvariantCulture).ToString("0.############", CultureInfo.InvariantCulture);
        return $"{cells[0]} {cells[2]} {cells[4]} {cells[9]}{value} {cells[11]} | {string.Join(' ', cells[12..])}";
    }

    private static string Entry(System.Text.Json.JsonElement entry)
    {
        var data = entry.GetProperty("data").EnumerateObject().Where(d => !s_accidental.Contains(d.Name)).OrderBy(d => d.Name, StringComparer.Ordinal)
            .Select(d => $"{d.Name}={d.Value.GetString()}");
        return $"{entry.GetProperty("station").GetString()} {entry.GetProperty("kind").GetString()} {entry.GetProperty("at").GetString()} {string.Join(' ', data)}";
    }
}
