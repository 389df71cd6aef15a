namespace WaterWatch.Projection;

/// <summary>Points that a server does not take, with its words.</summary>
internal sealed record RefusedPoints(ReadOnlyMemory<byte> Lines, int Count, string Words);

/// <summary>
/// Brings lines into the database, however long that takes: waits while the server cannot, divides what is too large, and finds the points that it does not take among those that it does. One at a time.
/// </summary>
/// <param name="clock">Waits are of this clock.</param>
/// <param name="heard">Told of every answer.</param>
internal sealed class PointDelivery(IReadingProjection projection, TimeProvider clock, Action<WriteResult> heard)
{
    /// <summary>Lines in one request; less once a server has found that too large.</summary>
    private int _most = int.MaxValue;

    /// <summary>When this returns, every line is written or was handed to <paramref name="setAside"/>, in their order.</summary>
    /// <returns>How many were set aside.</returns>
    public async Task<int> DeliverAsync(ReadOnlyMemory<byte> lines, int count, Func<RefusedPoints, Task> setAside, CancellationToken cancellation)
    {
        var (parts, refused) = (new Stack<Part>(), 0);
        parts.Push(new Part(lines, count));
        while (parts.TryPop(out var part))
        {
            if (part.Count > _most)
            {
                Halve(part, parts);
                continue;
            }

            var result = await UntilAnsweredAsync(part, cancellation);
            if (result.Outcome == WriteOutcome.Written)
            {
                continue;
            }

            if (result.Outcome == WriteOutcome.TooLarge && part.Count > 1)
            {
                _most = part.Count / 2;
                Halve(part, parts);
            }
            else if (part.Count == 1 || result.Dropped >= part.Count)
            {
                refused += part.Count;
                await setAside(new RefusedPoints(part.Lines, part.Count, result.Words));
            }
            else
            {
                // Not every server names its offenders. The halves are written once more, which changes nothing, and the half that goes through has none.
                Halve(part, parts);
            }
        }

        return refused;
    }

    /// <returns>Written, refused or too large: what waiting does not change.</returns>
    private async Task<WriteResult> UntilAnsweredAsync(Part part, CancellationToken cancellation)
    {
        for (var failures = 1; ; failures++)
        {
            var result = await projection.WriteAsync(part.Lines, cancellation);
            heard(result);
            if (result.Outcome is WriteOutcome.Written or WriteOutcome.Refused or WriteOutcome.TooLarge)
            {
                return result;
            }

            await Task.Delay(BackOff.After(result, failures), clock, cancellation);
        }
    }

    /// <summary>The first half is on top: the order of versions stays.</summary>
    private static void Halve(Part part, Stack<Part> parts)
    {
        var (first, end) = (part.Count / 2, 0);
        for (var i = 0; i < first; i++)
        {
            end += part.Lines.Span[end..].IndexOf((byte)'\n') + 1;
        }

        parts.Push(new Part(part.Lines[end..], part.Count - first));
        parts.Push(new Part(part.Lines[..end], first));
    }

    private readonly record struct Part(ReadOnlyMemory<byte> Lines, int Count);
}
