using System.Diagnostics;

namespace WaterWatch.Storage;

/// <summary>Keeps long work from taking the machine: after each short piece it rests, several times as long.</summary>
/// <param name="rest">How many times as long as it has worked; 0 for full speed.</param>
public sealed class Pace(int rest, CancellationToken cancellation)
{
    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(20);

    private long _began = Stopwatch.GetTimestamp();

    /// <exception cref="OperationCanceledException">The work is not wanted any more.</exception>
    public void Check() => cancellation.ThrowIfCancellationRequested();

    /// <inheritdoc cref="Check"/>
    public void Breathe()
    {
        Check();
        var worked = Stopwatch.GetElapsedTime(_began);
        if (rest == 0 || worked < Piece)
        {
            return;
        }

        cancellation.WaitHandle.WaitOne(rest * worked);
        _began = Stopwatch.GetTimestamp();
    }
}
