using System.Text.Json;
using WaterWatch.Demo;

namespace WaterWatch.Tests.Demo;

public sealed class StoryFaultTests
{
    private static readonly Story Longjiang = Story.Load();

    private static List<StoryMessage> With(string fault) =>
        [.. Longjiang.Messages.Where(m => m.Note.EndsWith($"fault: {fault}", StringComparison.Ordinal))];

    [Fact]
    public void A_sample_has_one_message_but_for_the_planned_faults()
    {
        var repeated = Longjiang.Messages.GroupBy(m => (m.Station, m.TakenAt)).Where(g => g.Count() > 1).ToList();

        Assert.Equal(["nuomitan", "sancha", "yizhou"], repeated.Select(g => g.Key.Station).Order());
        Assert.All(repeated, g => Assert.Single(g, m => m.Note.Contains("fault: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_days_backlog_of_Yemao_comes_at_once_and_shuffled()
    {
        var late = With("late backlog");

        Assert.Equal(6, late.Count);
        Assert.All(late, m => Assert.Equal("yemao", m.Station));
        Assert.True(late[^1].PublishAt - late[0].PublishAt < TimeSpan.FromMinutes(1));
        Assert.True(late.Max(m => m.TakenAt) - late.Min(m => m.TakenAt) >= TimeSpan.FromHours(20));
        Assert.NotEqual(late.Select(m => m.TakenAt).Order(), late.Select(m => m.TakenAt));
        Assert.Contains(late.SelectMany(StoryReading.In), r => r is { Determinand: "Cd", Value: > 0.005m });
    }

    [Fact]
    public void A_resend_is_the_same_byte_for_byte()
    {
        var again = Assert.Single(With("resend, byte for byte"));

        Assert.Single(Longjiang.Messages, m => m != again && m.Payload == again.Payload && m.Topic == again.Topic && m.PublishAt < again.PublishAt);
    }

    [Fact]
    public void A_correction_changes_the_value_but_not_what_follows_from_it()
    {
        var corrected = Assert.Single(With("corrected value"));
        var first = Assert.Single(Longjiang.Messages, m => m != corrected && m.Station == corrected.Station && m.TakenAt == corrected.TakenAt);
        var (before, after) = (CadmiumOf(first), CadmiumOf(corrected));

        Assert.True(first.PublishAt < corrected.PublishAt);
        Assert.NotEqual(before, after);
        Assert.InRange(after / before, 0.9m, 1.1m);
        Assert.InRange(after, 0.01m, 0.05m);
        Assert.InRange(before, 0.01m, 0.05m);
    }

    [Fact]
    public void A_truncated_payload_is_no_JSON_and_the_whole_one_follows()
    {
        var cut = Assert.Single(With("unreadable payload"));

        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(cut.Payload));
        Assert.Single(Longjiang.Messages, m => m.Station == "yizhou" && m.TakenAt == cut.TakenAt && m.PublishAt > cut.PublishAt && StoryReading.CanRead(m));
    }

    [Fact]
    public void A_clock_a_day_ahead_claims_a_low_value_of_tomorrow()
    {
        var ahead = Assert.Single(With("clock a day ahead"));

        Assert.Equal("hexi", ahead.Station);
        Assert.All(StoryReading.In(ahead), r => Assert.Equal(ahead.TakenAt.AddDays(1), r.TakenAt));
        Assert.True(CadmiumOf(ahead) < 0.001m);
        Assert.Contains(Longjiang.Messages, m => m.Station == "hexi" && m.TakenAt == ahead.TakenAt.AddHours(4) && m.Note == "modelled");
    }

    [Fact]
    public void A_spike_of_turbidity_stands_alone()
    {
        var spike = Assert.Single(With("turbidity spike that is not a spill"));
        var turbidity = Longjiang.Messages.Where(StoryReading.CanRead).SelectMany(StoryReading.In).Where(r => r.Determinand == "Turbidity");

        Assert.Single(turbidity, r => r.Value > 15);
        Assert.True(CadmiumOf(spike) < 0.001m);
    }

    [Fact]
    public void Lutang_is_silent_for_more_than_a_day_and_returns()
    {
        var times = Longjiang.Messages.Where(m => m.Station == "lutang").Select(m => m.PublishAt).ToList();
        var gaps = times.Zip(times.Skip(1), (a, b) => (From: a, Length: b - a)).Where(g => g.Length > TimeSpan.FromHours(5)).ToList();

        var gap = Assert.Single(gaps);
        Assert.True(gap.Length > TimeSpan.FromHours(24));
        Assert.Equal(23, gap.From.Day);
    }

    private static decimal CadmiumOf(StoryMessage message) => StoryReading.In(message).Single(r => r.Determinand == "Cd").Value;
}
