using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Readings;

namespace WaterWatch.Tests.Deciding;

public sealed class DraftTests
{
    private static readonly AlertKey Key = new(new("upper"), Some.Cd, Fraction.Total, Condition.LimitExceedance);

    [Fact]
    public void An_older_alert_that_only_moves_to_another_incident_does_not_hide_the_open_one_of_its_key()
    {
        var draft = new Draft(new WatchState(), new Dictionary<(SeriesKey, DateTimeOffset), IReadOnlyList<Sample>>(), default, Some.Start);
        draft.Put(Of(1, AlertStatus.Inactive));
        draft.Put(Of(2, AlertStatus.Firing));

        draft.Put(Of(1, AlertStatus.Inactive) with { Incident = 7 });

        Assert.Equal(2, draft.OpenAlert(Key)?.Id);
    }

    [Fact]
    public void Nor_does_it_take_the_place_of_the_one_that_was_cleared_last()
    {
        var draft = new Draft(new WatchState(), new Dictionary<(SeriesKey, DateTimeOffset), IReadOnlyList<Sample>>(), default, Some.Start);
        draft.Put(Of(1, AlertStatus.Inactive));
        draft.Put(Of(2, AlertStatus.Inactive));

        draft.Put(Of(1, AlertStatus.Inactive) with { Incident = 7 });

        Assert.Equal(2, draft.Cleared(Key)?.Id);
    }

    private static Alert Of(long id, AlertStatus status) => new()
    {
        Id = id,
        Key = Key,
        Status = status,
        Level = Level.Yellow,
        PeakLevel = Level.Yellow,
        FiredAt = Some.At(id),
        RaisedAt = Some.At(id),
        ChangedAt = Some.At(id),
        Sides = default(Sides).Then(isOver: true),
    };
}
