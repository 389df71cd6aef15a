namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>A people.yaml for tests: two rotas, one with one person on duty for good, one with nobody by night.</summary>
internal static class OnDuty
{
    public static void Write(string folder, string person) => File.WriteAllText(Path.Combine(folder, "people.yaml"), $$"""
        agencies: [ { id: bureau, name: { en: Bureau, zh: 局 } } ]
        people:
          - { id: ana, name: { en: Ana, zh: 安娜 }, agency: bureau, language: en, mail: [ana@example.org] }
          - { id: bo, name: { en: Bo, zh: 波 }, agency: bureau, mail: [bo@example.org] }
        rotas:
          - { id: always, name: { en: Always, zh: 常年 }, time_zone: UTC, starts: 2010-01-01, hand_over: { time: "08:00" }, shift: 1d, people: [{{person}}] }
          - { id: by-day, name: { en: By day, zh: 白班 }, time_zone: Europe/Berlin, starts: 2010-01-01, hand_over: { time: "08:00" }, shift: 12h, people: [ana, nobody] }
        policies: [ { id: all, name: All, steps: [ { rotas: [always, by-day], after: 0s } ] } ]
        routes: [ { policy: all } ]
        """);

    /// <summary>Who the service says is on duty in the first rota; null when it knows of none.</summary>
    public static async Task<string?> AskAsync(ServiceProcess service) =>
        (await service.AllAsync("/api/v1/oncall")).Where(r => r.GetProperty("rota").GetString() == "always").Select(r => r.GetProperty("person").GetString()).FirstOrDefault();
}
