using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Configuration;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Pipeline;
using WaterWatch.Replay;
using WaterWatch.Storage;
using WaterWatch.Tests.Configuration;
using WaterWatch.Tests.Storage;
using WaterWatch.Timeline;
using Some = WaterWatch.Tests.Deciding.Some;

namespace WaterWatch.Tests.Pipeline;

/// <summary>The real pipeline over a real log in a directory of its own, by the clock of the test.</summary>
internal sealed class RunningPipeline : IDisposable
{
    private readonly DataDirectory _directory = new();
    private readonly TimeProvider _clock;
    private Task _running;

    public RunningPipeline(WatchPlan plan, TimeProvider clock)
    {
        _clock = clock;
        _running = Start(plan);
    }

    public PipelineHealth Health { get; } = new();

    public Inbox Inbox { get; private set; } = null!;

    public WatchLog Log { get; private set; } = null!;

    public ReadingPipeline Pipeline { get; private set; } = null!;

    /// <summary>The configuration of one of the cases, such as <c>_river</c>.</summary>
    public static LoadedConfiguration Case(string name) => Repository.MustLoad(ConfigurationFolder.Load(
        Path.Combine(Repository.Root, "tests", "cases", name, "config"), Repository.NoEnvironment, []));

    /// <summary>As the service does when it is stopped and started again.</summary>
    public async Task RestartAsync(WatchPlan plan)
    {
        await EndAsync();
        Log.Dispose();
        Inbox.Dispose();
        _running = Start(plan);
    }

    /// <summary>A sample of a station's cadmium, taken and received then; returns when it is kept.</summary>
    public async Task ReceiveAsync(DateTimeOffset at, string value, string station = "upper")
    {
        var arrival = new AwaitedArrival(Some.Message(Some.Payload(at, value), at, station));
        await Inbox.PutAsync(arrival);
        Assert.True(await arrival.Answer);
    }

    public List<TimelineEntry> Entries(EntryKind kind) => [.. Log.Reader.WholeTimeline().Where(e => e.Kind == kind)];

    /// <summary>No test leaves it running; before <see cref="Dispose"/>.</summary>
    public async Task EndAsync()
    {
        Inbox.Close();
        await _running;
    }

    public void Dispose()
    {
        Log.Dispose();
        Inbox.Dispose();
        _directory.Dispose();
    }

    private Task Start(WatchPlan plan)
    {
        (Inbox, Log) = (new Inbox(100), WatchLog.Open(_directory.Path));
        Pipeline = new ReadingPipeline(Inbox, Log, Log.Restore(), plan, new PipelineSettings(), _clock, Health, NullLogger<ReadingPipeline>.Instance);
        return Pipeline.RunAsync();
    }
}
