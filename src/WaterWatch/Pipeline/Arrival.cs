using WaterWatch.Deciding;

namespace WaterWatch.Pipeline;

/// <summary>A message that is waiting for its answer. Exactly one of <see cref="Stored"/> and <see cref="Refused"/> is called, once.</summary>
public abstract record Arrival(Message Message) : Input
{
    /// <summary>What the sender has asked to be told in its own format once the message is stored; set when it is decoded.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Answers { get; set; } = [];

    /// <summary>It is on disk with all that was decided about it: the sender may forget it.</summary>
    /// <returns>Sends the answer, with all others that have given the same object; null when it is sent already.</returns>
    public abstract Action? Stored();

    /// <summary>It could not be written: the sender must not be answered, so that it sends again.</summary>
    public abstract void Refused();
}

/// <summary>An arrival inside the process: replay and tests wait for it as a station waits for its PUBACK.</summary>
public sealed record AwaitedArrival(Message Message) : Arrival(Message)
{
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True when stored, false when refused.</summary>
    public Task<bool> Answer => _answer.Task;

    public override Action? Stored()
    {
        _answer.TrySetResult(true);
        return null;
    }

    public override void Refused() => _answer.TrySetResult(false);
}
