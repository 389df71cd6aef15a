using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Storage;

namespace WaterWatch.Reparsing;

/// <summary>What a run counted.</summary>
/// <param name="ReadableNow">Messages that were set aside and of which something can be read now.</param>
/// <param name="Unreadable">Messages of which something cannot be read now.</param>
public sealed record ReparseCounts(long Messages, long Same, long New, long Changed, long NoLongerRead, long ReadableNow, long Unreadable)
{
    public static ReparseCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    internal ReparseCounts With(RereadMessage read)
    {
        int Of(DifferenceKind kind) => read.Differences.Count(d => d.Kind == kind);
        var gone = Of(DifferenceKind.NoLongerRead);
        return new(
            Messages + (gone > 0 ? 0 : 1), Same + read.Same, New + Of(DifferenceKind.New), Changed + Of(DifferenceKind.Changed), NoLongerRead + gone,
            ReadableNow + (read.WasSetAside ? 1 : 0), Unreadable + (read.IsUnreadable ? 1 : 0));
    }
}

/// <summary>
/// Applies what was read again, through the pipeline's door like everything else: some messages in each transaction, with the entry that says by whom. Killed at any point, what is written is whole, and the same
/// run begun anew finds it held and does the rest.
/// </summary>
internal static class ReparseRun
{
    private const int MessagesAtOnce = 200;

    /// <param name="apply">Null to look only; otherwise the door, and who wants it and why.</param>
    /// <param name="show">Told of each difference.</param>
    /// <exception cref="StorageException">Something could not be read or written; what was applied until then stays.</exception>
    public static async Task<(ReparseCounts Counts, ActResult? Refused)> RunAsync(
        Reparser reparser, ReparseSpan span, (Inbox Inbox, Act.Reparse Act)? apply, Action<Difference> show, CancellationToken cancellation)
    {
        var (counts, group) = (ReparseCounts.None, new List<Message>());
        foreach (var read in reparser.Read(span, cancellation))
        {
            counts = counts.With(read);
            foreach (var difference in read.Differences)
            {
                show(difference);
            }

            if (apply is null || read.Message is not { } message)
            {
                continue;
            }

            group.Add(message);
            if (group.Count == MessagesAtOnce && await ApplyAsync(apply.Value, group, cancellation) is { IsDone: false } refused)
            {
                return (counts, refused);
            }
        }

        return (counts, group.Count > 0 && await ApplyAsync(apply!.Value, group, cancellation) is { IsDone: false } last ? last : null);
    }

    private static async Task<ActResult> ApplyAsync((Inbox Inbox, Act.Reparse Act) apply, List<Message> group, CancellationToken cancellation)
    {
        var result = await apply.Inbox.DoAsync(apply.Act, [.. group], cancellation);
        group.Clear();
        return result;
    }
}
