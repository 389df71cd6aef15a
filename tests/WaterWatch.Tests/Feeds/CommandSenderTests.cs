using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Configuration;
using WaterWatch.Feeds;
using WaterWatch.Replay;
using WaterWatch.Tests.Pipeline;
using WaterWatch.Timeline;
using Some = WaterWatch.Tests.Deciding.Some;

namespace WaterWatch.Tests.Feeds;

/// <summary>Commands over the real pipeline and log, with a feed that keeps what it is given and a clock that the test turns.</summary>
public sealed class CommandSenderTests : IAsyncLifetime, IDisposable
{
    private readonly StoryClock _clock = new(Some.Start);
    private readonly CollectingFeed _feed = new();
    private readonly LoadedConfiguration _configuration = RunningPipeline.Case("ordered-to-sample-more-often");
    private readonly RunningPipeline _pipeline;
    private CommandSender _sender;

    public CommandSenderTests()
    {
        _pipeline = new RunningPipeline(_configuration.Plan, _clock);
        _sender = NewSender(_configuration);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _pipeline.EndAsync();

    public void Dispose() => _pipeline.Dispose();

    [Fact]
    public async Task A_command_is_sent_once_as_the_contract_has_it_and_the_answer_is_on_the_timeline()
    {
        await _pipeline.ReceiveAsync(_clock.GetUtcNow(), "0.006");
        await _sender.RoundAsync(default);
        await _sender.RoundAsync(default);

        Assert.Equal(
            [
                """{"id":1,"sample_every_s":1800,"reason":"incident 1","issued_at":"2012-01-15T00:00:00Z"}""",
                """{"id":2,"sample_now":"Cd","fraction":"total","reason":"alert 1","issued_at":"2012-01-15T00:00:00Z"}""",
            ],
            _feed.Taken);
        Assert.Equal(["taken", "taken"], _pipeline.Entries(EntryKind.CommandSent).Select(e => e.Data["answer"]));
    }

    [Fact]
    public async Task A_service_that_was_stopped_between_deciding_and_sending_sends_it_when_it_is_back_under_the_same_id()
    {
        await _pipeline.ReceiveAsync(_clock.GetUtcNow(), "0.006");
        await RestartAsync(_configuration);
        await _sender.RoundAsync(default);

        Assert.StartsWith("""{"id":1,""", _feed.Taken[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drills_command_reaches_no_feed_but_the_demos_own_and_none_when_the_service_is_live_again()
    {
        await RestartAsync(_configuration.AsExercise());
        await _pipeline.ReceiveAsync(_clock.GetUtcNow(), "0.006");
        _feed.IsOwnBroker = true;
        await RestartAsync(_configuration);
        await _sender.RoundAsync(default);

        Assert.Empty(_feed.Taken);
        Assert.All(_pipeline.Entries(EntryKind.CommandFailed), e => Assert.Equal(("an exercise sends no commands to real stations", "true"), (e.Data["answer"], e.Data["exercise"])));
        Assert.Equal(2, _pipeline.Entries(EntryKind.CommandFailed).Count);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public async Task In_a_demo_its_own_broker_alone_gets_them_and_they_are_marked(bool isOwnBroker, int sent)
    {
        await RestartAsync(_configuration.AsExercise());
        _feed.IsOwnBroker = isOwnBroker;
        await _pipeline.ReceiveAsync(_clock.GetUtcNow(), "0.006");
        await _sender.RoundAsync(default);

        Assert.Equal(sent, _feed.Taken.Count(t => t.EndsWith("\"exercise\":true}", StringComparison.Ordinal)));
        Assert.Equal(sent, _feed.Taken.Count);
    }

    [Fact]
    public async Task A_feed_that_fails_on_a_command_keeps_no_other_from_being_sent()
    {
        _feed.FailsOn = 1;
        await _pipeline.ReceiveAsync(_clock.GetUtcNow(), "0.006");
        await _sender.RoundAsync(default);

        Assert.Contains("service failed on it", Assert.Single(_pipeline.Entries(EntryKind.CommandFailed)).Data["answer"], StringComparison.Ordinal);
        Assert.Single(_feed.Taken);
    }

    private async Task RestartAsync(LoadedConfiguration configuration)
    {
        await _pipeline.RestartAsync(configuration.Plan);
        _sender = NewSender(configuration);
    }

    private CommandSender NewSender(LoadedConfiguration configuration) =>
        new(_pipeline.Inbox, [_feed], new ConfigurationInForce(configuration), _clock, NullLogger<CommandSender>.Instance);
}
