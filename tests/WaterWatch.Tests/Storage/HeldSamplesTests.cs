using WaterWatch.Storage;

namespace WaterWatch.Tests.Storage;

public class HeldSamplesTests
{
    private const long Day = 24 * 60 * 60 * 1000;

    /// <summary>A sample of today and one of years ago in one batch must not have everything between them read.</summary>
    [Fact]
    public void What_lies_close_together_is_one_walk_and_what_lies_far_apart_is_not()
    {
        Assert.Equal([(10, 11)], HeldSamples.Walks([10]));
        Assert.Equal([(0, 3 * Day + 1)], HeldSamples.Walks([3 * Day, 0, Day, 2 * Day]));
        Assert.Equal([(0, 6), (1000 * Day, 1000 * Day + 1), (5000 * Day, 5001 * Day + 1)], HeldSamples.Walks([5000 * Day, 5, 1000 * Day, 0, 5001 * Day]));
        Assert.Empty(HeldSamples.Walks([]));
    }
}
