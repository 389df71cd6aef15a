using WaterWatch.Rivers;

namespace WaterWatch.OnCall;

/// <summary>Another person than the rotation's, for a time that was agreed on.</summary>
/// <param name="Person">Who takes over, by id.</param>
/// <param name="Until">The first instant at which it no longer holds; later than <paramref name="From"/>.</param>
/// <param name="By">Who made it.</param>
/// <exception cref="ArgumentException">It would end before it begins.</exception>
public sealed record RotaOverride(string Person, DateTimeOffset From, DateTimeOffset Until, string Reason, string By)
{
    public DateTimeOffset Until { get; } = Until > From ? Until : throw new ArgumentException("An override ends after it begins.", nameof(Until));

    /// <summary>The number of one that was made while the service runs; null for one that is configured.</summary>
    public long? Made { get; init; }

    public bool Holds(DateTimeOffset at) => From <= at && at < Until;
}

/// <summary>What puts somebody, or nobody, on duty.</summary>
public enum DutyBy : byte
{
    Rotation,
    Override,

    /// <summary>The shift that runs is one that nobody has.</summary>
    VacantShift,

    /// <summary>The first hand-over is still to come.</summary>
    NotStarted,
}

/// <summary>A stretch of time with one person on duty, or nobody: a shift or an override, less what overrides made later take of it.</summary>
/// <param name="Person">By id; null when nobody is on duty.</param>
/// <param name="From">Null before the first hand-over.</param>
/// <param name="Until">The first instant at which it no longer holds.</param>
/// <param name="Override">What has put the person there; null where the rotation has.</param>
public sealed record Turn(string? Person, DateTimeOffset? From, DateTimeOffset Until, DutyBy By, RotaOverride? Override);

/// <summary>
/// Who is on duty in turns. Shifts are lengths on the wall clock: a hand-over at 08:00 is at 08:00 all year, and the night in which clocks are changed is an hour
/// longer or shorter (<see cref="WallClock.FirstReached"/> says what holds for a hand-over within that hour). Overrides win over the rotation, and the one made later over the one made before.
/// </summary>
public sealed record Rota
{
    public required string Id { get; init; }

    public required LocalizedName Name { get; init; }

    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>Who has the shifts, by id, in turn and over again; null is a shift that nobody has. At least one.</summary>
    public required IReadOnlyList<string?> Rotation { get; init; }

    /// <summary>When the first of the rotation begins, on the wall clock of <see cref="TimeZone"/>.</summary>
    public required DateTime FirstHandOver { get; init; }

    /// <summary>Above zero; on the wall clock.</summary>
    public required TimeSpan ShiftLength { get; init; }

    /// <summary>How long the next shift has to accept what is open, before it is escalated; zero where nobody is asked to.</summary>
    public TimeSpan AcceptWithin { get; init; }

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<RotaOverride> Overrides { get; init; } = [];

    /// <summary>Everybody who may come on duty by the rotation, by id, each once.</summary>
    public IEnumerable<string> Staff => Rotation.OfType<string>().Distinct();

    /// <summary>Who is on duty at an instant, since when and how long.</summary>
    public Turn TurnAt(DateTimeOffset at)
    {
        var winner = Overrides.Count - 1;
        while (winner >= 0 && !Overrides[winner].Holds(at))
        {
            winner--;
        }

        var turn = winner < 0 ? ShiftAt(at) : ByOverride(Overrides[winner]);
        return Overrides.Skip(winner + 1).Aggregate(turn, (left, later) => Less(left, later, at));
    }

    /// <summary>The first turn from then on that is another person's, or nobody's; null when the same person stays on duty for good.</summary>
    public Turn? ChangeAfter(DateTimeOffset at)
    {
        var now = TurnAt(at);
        return Following(now, at).FirstOrDefault(turn => turn.Person != now.Person);
    }

    private static Turn ByOverride(RotaOverride made) => new(made.Person, made.From, made.Until, DutyBy.Override, made);

    /// <summary>The turn by the rotation alone.</summary>
    private Turn ShiftAt(DateTimeOffset at)
    {
        if (at < HandOver(0))
            return new Turn(null, null, HandOver(0), DutyBy.NotStarted, null);

        // On the wall clock first; where that was put back or forward within the last hours the shift may be one beside.
        var number = (int)((TimeZone.WallClockAt(at) - FirstHandOver) / ShiftLength);
        while (HandOver(number) > at)
        {
            number--;
        }

        while (HandOver(number + 1) <= at)
        {
            number++;
        }

        var person = Rotation[number % Rotation.Count];
        return new Turn(person, HandOver(number), HandOver(number + 1), person is null ? DutyBy.VacantShift : DutyBy.Rotation, null);
    }

    private DateTimeOffset HandOver(int number) => TimeZone.FirstReached(FirstHandOver + number * ShiftLength);

    /// <summary>What is left of a turn around an instant by an override that was made later and does not hold then.</summary>
    private static Turn Less(Turn turn, RotaOverride later, DateTimeOffset at) => later.Until <= at
        ? turn with { From = turn.From > later.Until ? turn.From : later.Until }
        : turn with { Until = turn.Until < later.From ? turn.Until : later.From };

    // With one person alone shift would follow shift for ever: only the start and overrides can change anything.
    private IEnumerable<Turn> Following(Turn turn, DateTimeOffset at) => Rotation.Distinct().Count() == 1
        ? Overrides.SelectMany(o => new[] { o.From, o.Until }).Append(HandOver(0)).Where(edge => edge > at).Order().Select(TurnAt)
        : OneAfterAnother(turn);

    private IEnumerable<Turn> OneAfterAnother(Turn turn)
    {
        while (true)
        {
            yield return turn = TurnAt(turn.Until);
        }
    }
}
