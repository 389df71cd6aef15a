using WaterWatch.Alerts;

namespace WaterWatch.OnCall;

/// <summary>A time in which nobody is told of some matters, since somebody says so. They are decided and recorded all the same.</summary>
/// <param name="Until">The first instant at which it no longer holds.</param>
/// <param name="Author">Who answers for it; never empty.</param>
/// <param name="Reason">Never empty.</param>
/// <param name="LevelAtMost">What is graver is told all the same.</param>
/// <exception cref="ArgumentException">It would end before it begins, or nobody or nothing accounts for it.</exception>
public abstract record Muting(string Id, Matcher Matcher, DateTimeOffset From, DateTimeOffset Until, string Author, string Reason, Level LevelAtMost)
{
    public DateTimeOffset Until { get; } = Until > From ? Until : throw new ArgumentException("It ends after it begins.", nameof(Until));

    public string Author { get; } = Author.Length > 0 ? Author : throw new ArgumentException("Somebody answers for it.", nameof(Author));

    public string Reason { get; } = Reason.Length > 0 ? Reason : throw new ArgumentException("There is a reason for it.", nameof(Reason));

    public Level LevelAtMost { get; } = LevelAtMost;

    /// <summary>What the timeline says of those who were not told.</summary>
    public abstract NotToldReason Why { get; }

    public bool Mutes(Matter matter, DateTimeOffset at) => From <= at && at < Until && matter.Level <= LevelAtMost && Matcher.Matches(matter);
}

/// <summary>
/// Quiet about what is known, such as a plume that everybody works on already. Up to Yellow unless the author says more: who silences what he knows does not know
/// what it may become.
/// </summary>
public sealed record Silence(string Id, Matcher Matcher, DateTimeOffset From, DateTimeOffset Until, string Author, string Reason, Level LevelAtMost = Level.Yellow)
    : Muting(Id, Matcher, From, Until, Author, Reason, LevelAtMost)
{
    public override NotToldReason Why => NotToldReason.Silenced;
}

/// <summary>Quiet while instruments are worked on. Never about Orange or Red: a spill may come during maintenance.</summary>
/// <exception cref="ArgumentException">It is longer than <see cref="Longest"/>.</exception>
public sealed record MaintenanceWindow(string Id, Matcher Matcher, DateTimeOffset From, DateTimeOffset Until, string Author, string Reason)
    : Muting(Id, Matcher, From, AtMostADay(From, Until), Author, Reason, Level.Yellow)
{
    /// <summary>Work that takes longer is entered anew, by somebody who has looked again.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(24);

    public override NotToldReason Why => NotToldReason.MaintenanceWindow;

    private static DateTimeOffset AtMostADay(DateTimeOffset from, DateTimeOffset until) =>
        until - from <= Longest ? until : throw new ArgumentException("A maintenance window is at most a day long.", nameof(until));
}
