using System.Text;
using WaterWatch.Deciding;
using WaterWatch.Feeds;
using WaterWatch.Incidents;
using Some = WaterWatch.Tests.Deciding.Some;

namespace WaterWatch.Tests.Feeds;

/// <summary>A feed that keeps what it is given.</summary>
internal sealed class CollectingFeed : IStationFeed
{
    public string Name => "local";

    /// <summary>Commands, as the station would get them.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>What the broker was to keep, each anew.</summary>
    public List<string> Retained { get; } = [];

    /// <summary>The command that throws.</summary>
    public long FailsOn { get; set; }

    public bool IsOwnBroker { get; set; }

    public long Connections { get; set; } = 1;

    public FeedState State { get; set; } = new("local", Listening: true, Some.Start);

    public Task StartAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<CommandTried> SendAsync(StationCommand command, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (command.Id == FailsOn)
        {
            throw new InvalidOperationException("a fault of ours");
        }

        Taken.Add(Encoding.UTF8.GetString(payload.Span));
        return Task.FromResult(new CommandTried(command.Id, CommandOutcome.Sent, "taken"));
    }

    public Task RetainAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        Retained.Add($"{topic} {Encoding.UTF8.GetString(payload.Span)}");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
