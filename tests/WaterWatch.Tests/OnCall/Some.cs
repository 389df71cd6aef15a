using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Tests.OnCall;

/// <summary>Values for what does not matter in a test.</summary>
internal static class Some
{
    /// <summary>Three people in two agencies; dora has no address.</summary>
    public static IReadOnlyList<Person> People { get; } = [Person("ana"), Person("bo"), Person("chen", "works"), new("dora", Named("Dora"), "works", Language.Chinese, [])];

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public static LocalizedName Named(string name) => new(name, name);

    public static Person Person(string id, string agency = "bureau") => new(id, Named(id), agency, Language.English, [new Channel.Mail($"{id}@example.org")]);

    public static Rota Rota(string zone, string firstHandOver, TimeSpan shift, params string?[] rotation) => new()
    {
        Id = "duty",
        Name = Named("Duty"),
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone),
        Rotation = rotation,
        FirstHandOver = DateTime.ParseExact(firstHandOver, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        ShiftLength = shift,
    };

    /// <summary>In force from its making on; each a line of its own story.</summary>
    public static RotaOverride Override(string person, string from, string until) => new(person, At(from), At(until), "leave", "chief");

    public static OnCallPlan Plan(params Rota[] rotas) =>
        new([new("bureau", Named("Bureau")), new("works", Named("Works")), new("empty", Named("Empty"))], People, rotas, []);

    public static Matter Exceedance(Level level, string station = "lalang", string determinand = "Cd") =>
        new("longjiang", new StationId(station), level, Condition.LimitExceedance, Determinand.Find(determinand));
}
