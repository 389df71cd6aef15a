using System.Text;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>
/// A configuration for tests: so many rivers with one station each, so that incidents of different stations never meet, judged by the shipped GB 3838-2002, class III.
/// </summary>
/// <param name="Rivers">River 1 has station s1, and so on.</param>
/// <param name="Expected">The interval at which samples are expected; a long one keeps silence out of a test.</param>
internal sealed record TestConfig(int Rivers, string Expected = "300d")
{
    /// <summary>Each place lies somewhere, so that the overview has a map.</summary>
    public bool OnMap { get; init; }

    /// <summary>The numbers (MN) of the devices at stations that have one.</summary>
    public IReadOnlyDictionary<int, string> Devices { get; init; } = new Dictionary<int, string>();

    public static string River(int number) => $"river{number}";

    public static string Station(int number) => $"s{number}";

    public static string Topic(int number) => $"waterwatch/v1/{River(number)}/{Station(number)}/readings";

    public void Write(string folder)
    {
        foreach (var part in (string[])["rivers", "limits"]) Directory.CreateDirectory(Path.Combine(folder, part));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Config, "limits")))
        {
            File.Copy(file, Path.Combine(folder, "limits", Path.GetFileName(file)), overwrite: true);
        }

        File.WriteAllText(Path.Combine(folder, "waterwatch.yaml"), """
            broker: { listen: "127.0.0.1:1883", anonymous: true }
            feeds:
              - name: local
                address: "127.0.0.1:1883"
                qos: 1
                client_id: waterwatch-test
                topics:
                  - { filter: "waterwatch/v1/+river/+station/readings", format: json }
                  - { filter: "waterwatch/v1/+river/+station/senml", format: senml }
                  - { filter: "waterwatch/v1/+river/+station/hj212", format: hj212 }
                  - { filter: "waterwatch/v1/+river/+station/status", format: status }
            """);
        for (var river = 1; river <= Rivers; river++) WriteRiver(folder, river);
    }

    private void WriteRiver(string folder, int number)
    {
        var text = new StringBuilder();
        text.Append(
            $$"""
            river: {{River(number)}}
            name: { en: River {{number}}, zh: 河{{number}} }
            time_zone: Asia/Shanghai
            places:
              - { id: place{{number}}, name: { en: Place {{number}}, zh: 地点{{number}} }{{(OnMap ? $", at: [{24 + (number * 0.1m)}, 108.{number}]" : "")}} }
            defaults:
              limits: { standard: GB 3838-2002, class: III }
              expected: { Cd: {{Expected}}, Pb: {{Expected}}, pH: {{Expected}} }
              instruments:
                - { determinand: Cd, unit: mg/L, span_end: 1.0 }
              quality:
                Cd: { sensor_span: [0, 1.0], user_span: [0, 0.5], spike: 0.005, rate_per_hour: 0.01, gap: 9h, flat_line: { count: 5, tolerance: 0 } }
                Pb: { sensor_span: [0, 2.0], user_span: [0, 0.5], spike: 0.02, rate_per_hour: 0.05, gap: 9h }
              alerts: { hold: 1, clear_samples: 3, clear_ratio: 0.8, clear_for: 1h, levels: { blue: 0.8, orange: 2, red: 10 }, silent_after: 2 }
            stations:
              - { id: {{Station(number)}}, name: { en: Station {{number}}, zh: 站{{number}} }, place: place{{number}}, kind: fixed, distance_km: {{number}}{{(Devices.TryGetValue(number, out var device) ? $", mn: \"{device}\"" : "")}} }
            """);
        File.WriteAllText(Path.Combine(folder, "rivers", $"{River(number)}.yaml"), text.ToString());
    }
}
