using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

public sealed class NoteTests
{
    private const string Harmful = "seen\r\n<script>alert(1)</script>\u202E=1+1\0\t\u001B[2J 死鱼";

    [Fact]
    public void A_note_is_kept_as_it_was_written()
    {
        var walk = Walk();
        Assert.Equal(1, walk.Do(new Act.AddNote(1, Harmful, "Ana", Some.At(1.5)), Some.At(2)).Incident);

        var entry = walk.Timeline[^1];
        Assert.Equal((EntryKind.NoteAdded, (long?)1, "Ana", Some.At(1.5), Harmful), (entry.Kind, entry.Incident, entry.By, entry.At, entry.Data["text"]));
    }

    [Theory]
    [InlineData(1, "", "text")]
    [InlineData(1, " \n ", "text")]
    [InlineData(7, "seen", "no incident 7")]
    public void A_note_that_says_nothing_or_is_of_nothing_is_refused(long incident, string text, string words) =>
        Assert.Contains(words, Walk().Do(new Act.AddNote(incident, text, "Ana"), Some.At(2)).Words, StringComparison.Ordinal);

    [Fact]
    public void The_longest_note_is_taken_and_a_longer_one_is_not()
    {
        var walk = Walk();
        Assert.True(walk.Do(new Act.AddNote(1, new string('死', Act.AddNote.Longest), "Ana"), Some.At(2)).IsDone);
        Assert.Contains("20,001 characters, and at most 20,000", walk.Do(new Act.AddNote(1, new string('死', Act.AddNote.Longest + 1), "Ana"), Some.At(2)).Words, StringComparison.Ordinal);
    }

    private static CaseWalk Walk()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);
        walk.Receive(Some.At(1), "0.02");
        return walk;
    }
}
