using System.Globalization;
using WaterWatch.Configuration.Yaml;
using WaterWatch.OnCall;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>Reads <c>rotas</c>.</summary>
internal sealed class RotaReader(Listing<Person> people, Problems problems)
{
    /// <summary>In a rotation: a shift that nobody has.</summary>
    public const string Nobody = "nobody";

    /// <summary>Time enough to come in and read, short enough that nothing lies for a night.</summary>
    private static readonly TimeSpan UsualAcceptWithin = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static SectionKeys RotaKeys { get; } = new("a rota", "id", "name", "time_zone", "starts", "hand_over", "shift", "accept_within", "people", "overrides");

    public static SectionKeys HandOverKeys { get; } = new("hand_over", "day", "time");

    public static SectionKeys OverrideKeys { get; } = new("an override", "person", "from", "until", "reason", "by");

    private static ValueKind<TimeSpan> Shift { get; } = new(
        "a length of shifts",
        "Write 1h to 366d, such as 12h, 1d or 7d",
        text => ValueKinds.Duration.Read(text) is { } length && length >= TimeSpan.FromHours(1) && length <= 366 * Day ? length : null);

    public static ValueKind<TimeOnly> Time { get; } = new(
        "a time of day", "Write hours and minutes, such as \"08:00\"",
        text => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null);

    public static ValueKind<DayOfWeek> WeekDay { get; } = new(
        "a day of the week", "Write monday, tuesday, wednesday, thursday, friday, saturday or sunday",
        text => Enum.GetValues<DayOfWeek>().Cast<DayOfWeek?>().FirstOrDefault(d => Named(d!.Value).Equals(text, StringComparison.Ordinal)));

    public Listing<Rota> Read(Section file)
    {
        var rotas = new Listing<Rota>("a rota");
        foreach (var section in file.Sections("rotas", RotaKeys))
        {
            var id = Ids.Read(section, "hechi");
            rotas.Add(id, Rota(section, id), section);
        }

        return rotas;
    }

    /// <summary>Whether there are shifts that nobody has.</summary>
    public static bool HasGap(Rota rota) => rota.Rotation.Contains(null);

    private Rota Rota(Section section, string id)
    {
        var rotation = Rotation(section, id);
        _ = section.RequiredText("time_zone", "Asia/Shanghai");
        var shift = section.RequiredValue("shift", Shift, "7d") ?? 7 * Day;
        return new Rota
        {
            Id = id,
            Name = section.RequiredName("name"),
            TimeZone = Yaml.Named.TimeZone(section, "time_zone") ?? TimeZoneInfo.Utc,
            Rotation = rotation,
            FirstHandOver = FirstHandOver(section, shift),
            ShiftLength = shift,
            AcceptWithin = section.Value("accept_within", ValueKinds.DurationOrZero) ?? UsualAcceptWithin,
            Overrides = [.. section.Sections("overrides", OverrideKeys).Select(Override).OfType<RotaOverride>()],
        };
    }

    private List<string?> Rotation(Section section, string id)
    {
        var named = section.Texts("people").Where(p => p.Text == Nobody || people.Knows("people", p, problems)).Select(p => p.Text == Nobody ? null : p.Text).ToList();
        if (section.IsEmptyList("people"))
            section.Missing("people", "[hechi-duty-1, hechi-duty-2], in the order of their shifts");
        else if (named.Count > 0 && named.TrueForAll(p => p is null))
            section.Problem("people", $"nobody is ever on duty in the rota {id}", "Name people in the order of their shifts");
        else if (named.Contains(null))
            problems.Remark(section.OriginOf("people"), $"nobody is on duty in {named.Count(p => p is null)} of {named.Count} shifts of the rota {id}");

        return named.Exists(p => p is not null) ? named : [""];
    }

    private static DateTime FirstHandOver(Section section, TimeSpan shift)
    {
        var starts = section.RequiredValue("starts", ValueKinds.Date, "2026-01-05") ?? DateOnly.FromDayNumber(0);
        if (starts.Year > Spans.LastYear)
            section.Problem("starts", $"starts lies in the year {starts.Year}", $"Write the day of the first hand-over, in {Spans.LastYear} at the latest");

        if (section.Sub("hand_over", HandOverKeys) is not { } handOver)
        {
            if (!section.Has("hand_over"))
                section.Missing("hand_over", "{ day: monday, time: \"08:00\" }");

            return starts.ToDateTime(TimeOnly.MinValue);
        }

        var time = handOver.RequiredValue("time", Time, "\"08:00\"") ?? TimeOnly.MinValue;
        if (!Fits(shift, Day))
            section.Problem("shift", "with shifts of this length the hand-over is at another time each day", "Write a length that divides a day, such as 8h or 12h, or whole days");

        if (handOver.Value("day", WeekDay) is { } day)
            CheckDay(section, starts, day, shift);

        return starts.ToDateTime(time);
    }

    private static void CheckDay(Section section, DateOnly starts, DayOfWeek day, TimeSpan shift)
    {
        if (!Fits(shift, 7 * Day))
            section.Problem("shift", $"with shifts of this length not every hand-over is on a {Named(day)}", "Write 7d, or leave out the day of hand_over");

        if (section.Has("starts") && starts.DayNumber > 7 && starts.DayOfWeek != day)
        {
            var before = starts.AddDays(-(((int)starts.DayOfWeek - (int)day + 7) % 7));
            section.Problem(
                "starts", $"starts: {starts:yyyy-MM-dd} is a {Named(starts.DayOfWeek)}, and the hand-over is on a {Named(day)}", $"Write {before:yyyy-MM-dd} or {before.AddDays(7):yyyy-MM-dd}");
        }
    }

    private static bool Fits(TimeSpan shift, TimeSpan cycle) => shift.Ticks % cycle.Ticks == 0 || cycle.Ticks % shift.Ticks == 0;

    /// <summary>Null when it is incomplete or cannot be; problems say why.</summary>
    private RotaOverride? Override(Section made)
    {
        var person = made.RequiredText("person", "hechi-duty-2");
        var known = person is not null && people.Knows("person", new ConfigScalar(person, quoted: true, made.OriginOf("person")), problems);
        var span = Spans.Read(made);
        var (reason, by) = (made.RequiredText("reason", "leave"), made.RequiredText("by", "who made it"));
        return known && span is { } s && reason is not null && by is not null ? new RotaOverride(person!, s.From, s.Until, reason, by) : null;
    }

    private static string Named(DayOfWeek day) => day.ToString().ToLowerInvariant();
}

internal static class Spans
{
    /// <summary>Hand-overs are counted on from a start and an end, and those near the year 9999 are beyond every calendar here.</summary>
    public const int LastYear = 2199;

    /// <summary>The section's <c>from</c> and <c>until</c>; null when they are no span of time, which has been noted.</summary>
    public static (DateTimeOffset From, DateTimeOffset Until)? Read(Section section)
    {
        var from = section.RequiredValue("from", ValueKinds.Instant, "\"2026-01-05T08:00:00+08:00\"");
        var until = section.RequiredValue("until", ValueKinds.Instant, "\"2026-01-06T08:00:00+08:00\"");
        if (from is null || until is null)
            return null;

        if (until.Value.UtcDateTime.Year > LastYear)
        {
            section.Problem("until", $"until lies in the year {until.Value.UtcDateTime.Year}", $"Write the first time at which it no longer holds, in {LastYear} at the latest");
            return null;
        }

        if (until > from)
            return (from.Value, until.Value);

        section.Problem("until", "until is not later than from", "Write the first time at which it no longer holds");
        return null;
    }
}
