using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace WaterWatch.Tests.Configuration;

/// <summary>A river file of ten thousand stations with twenty determinands each: read in seconds, and held as the few rules that there are.</summary>
public sealed class ManyStationsTests : IDisposable
{
    private const int Stations = 10_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-stations-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Rules_that_say_the_same_are_one_object_and_reading_takes_seconds()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "rivers"));
        Directory.CreateDirectory(Path.Combine(_folder, "limits"));
        File.Copy(Path.Combine(Repository.Config, "waterwatch.yaml"), Path.Combine(_folder, "waterwatch.yaml"));
        foreach (var standard in (string[])["gb-3838-2002.yaml", "us-epa-2016.yaml"])
        {
            File.Copy(Path.Combine(Repository.Config, "limits", standard), Path.Combine(_folder, "limits", standard));
        }

        File.WriteAllText(Path.Combine(_folder, "rivers", "big.yaml"), River());

        var watch = Stopwatch.StartNew();
        var plan = Repository.MustLoad(Repository.Load(_folder)).Plan;

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed}: a loop over stations must not look at all stations");
        Assert.Equal(Stations, plan.Stations.Count);
        Assert.True(plan.Stations.Values.All(s => s.Rules.Count >= 20));
        Assert.InRange(Distinct(plan.Stations.Values.SelectMany(s => s.Rules)), 20, 200);
        Assert.InRange(Distinct(plan.Stations.Values.SelectMany(s => s.Rules).SelectMany(r => r.Limits)), 20, 200);
        Assert.InRange(Distinct(plan.Stations.Values.Select(s => s.Instruments)), 1, 2);
        Assert.InRange(Distinct(plan.Stations.Values.Select(s => s.DefaultRule)), 1, 3);
    }

    private static int Distinct(IEnumerable<object> all) => all.Distinct(ReferenceEqualityComparer.Instance).Count();

    /// <summary>Tributaries of ten stations; of each ten, four say something of their own.</summary>
    private static string River()
    {
        var text = new StringBuilder("river: big\nname: { en: Big, zh: 大 }\ntime_zone: Asia/Shanghai\nplaces:\n");
        Each(i => text.Append(CultureInfo.InvariantCulture, $"  - {{ id: p{i} }}\n"));
        text.Append("reaches:\n");
        Each(i => text.Append(i % 10 == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"  - {{ from: p{i - 1}, to: p{i}, length_km: 10, assumed: true }}\n")));
        text.Append("""
            defaults:
              limits: { standard: GB 3838-2002, class: III, hardness: { default: 100 } }
              instruments: [ { determinand: Cd, detection_limit: 0.0001, span_end: 1.0 } ]
              expected: { Cd: 15m, Pb: 15m, As: 15m, Hg: 15m, Cr6: 15m, Cu: 15m, Zn: 15m, Se: 15m, Tl: 15m, Sb: 15m, Ni: 15m, Mo: 15m, Fe: 15m, Mn: 15m, pH: 15m, DO: 15m, Conductivity: 15m, Turbidity: 15m, Temperature: 15m, Hardness: 15m }
              quality: { Cd: { sensor_span: [0, 1.0], spike: 0.005 }, pH: { sensor_span: [0, 14] } }
              alerts: { hold: 1, determinands: { Cd: { clear_for: 12h } } }
            stations:

            """);
        string[] own = [", expected: { Cd: 1h }", ", limits: { class: II }", ", alerts: { clear_samples: 5 }", ", limits: { standard: US EPA 2016 }"];
        Each(i => text.Append(CultureInfo.InvariantCulture, $"  - {{ id: s{i}, name: S{i}, place: p{i}{(i % 10 < own.Length ? own[i % 10] : "")} }}\n"));
        return text.ToString();
    }

    private static void Each(Action<int> write)
    {
        for (var i = 0; i < Stations; i++)
        {
            write(i);
        }
    }
}
