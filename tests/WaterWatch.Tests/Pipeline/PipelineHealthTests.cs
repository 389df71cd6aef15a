using WaterWatch.Pipeline;
using WaterWatch.Storage;

namespace WaterWatch.Tests.Pipeline;

public class PipelineHealthTests
{
    private static readonly DateTimeOffset Start = new(2012, 1, 15, 0, 0, 0, TimeSpan.Zero);

    private readonly PipelineHealth _health = new();

    [Fact]
    public void What_goes_on_is_said_once_and_again_when_it_comes_back()
    {
        Assert.True(_health.WritingFails(Failure("full"), Start));
        Assert.False(_health.WritingFails(Failure("full"), Start.AddSeconds(1)));
        Assert.True(_health.WritingFails(Failure("broken"), Start.AddSeconds(2)));
        Assert.False(_health.WritingFails(Failure("full"), Start.AddSeconds(3)));

        Assert.Equal(Start, _health.WritingWorks());
        Assert.Null(_health.WritingWorks());
        Assert.True(_health.WritingFails(Failure("full"), Start.AddSeconds(9)));
        Assert.Equal(5, _health.Read().FailedBatches);
    }

    [Fact]
    public void That_others_are_written_does_not_hide_what_cannot_be_looked_up()
    {
        _health.LookingUpFails(Failure("locked"), Start);

        Assert.Null(_health.WritingWorks());
        Assert.Equal("locked", _health.StorageFailure);
        Assert.Equal(Start, _health.LookingUpWorks());
        Assert.Null(_health.StorageFailure);
    }

    [Fact]
    public void Damage_holds_and_is_said_once_although_other_batches_are_written()
    {
        var damaged = new StorageException("damaged", retryable: false) { IsDamage = true };
        Assert.True(_health.WritingFails(damaged, Start));

        Assert.Null(_health.WritingWorks());
        Assert.Null(_health.LookingUpWorks());
        Assert.Equal("damaged", _health.StorageFailure);
        Assert.False(_health.WritingFails(damaged, Start.AddSeconds(1)));
        Assert.False(_health.LookingUpFails(damaged, Start.AddSeconds(2)));
    }

    [Fact]
    public void Commits_are_counted_by_how_long_they_took()
    {
        foreach (var milliseconds in (double[])[0.4, 1, 1.1, 20_000])
        {
            _health.Wrote(TimeSpan.FromMilliseconds(milliseconds));
        }

        Assert.Equal([2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], _health.Read().Commits);
    }

    private static StorageException Failure(string reason) => new(reason, retryable: true);
}
