using WaterWatch.Timeline;

namespace WaterWatch.Texts;

/// <summary>One short sentence for every kind of timeline entry, made from the entry's own data: pages, mails, reports and the terminal say the same. Always one line.</summary>
public static class EntrySentences
{
    /// <param name="stationName">Put in front, <c>Lalang dam: …</c>; empty where the place stands beside the sentence already.</param>
    /// <param name="offset">The reader's offset from UTC, for times inside the sentence.</param>
    public static string En(TimelineEntry entry, string stationName, TimeSpan offset = default)
    {
        var text = EnglishSentences.Of(entry.Kind, new EntryFacts(entry, chinese: false, offset));
        return Harmless.OneLine(stationName.Length == 0 ? char.ToUpperInvariant(text[0]) + text[1..] : $"{stationName}: {text}");
    }

    /// <inheritdoc cref="En"/>
    public static string Zh(TimelineEntry entry, string stationName, TimeSpan offset = default)
    {
        var text = ChineseSentences.Of(entry.Kind, new EntryFacts(entry, chinese: true, offset));
        return Harmless.OneLine(stationName.Length == 0 ? text : $"{stationName}：{text}");
    }
}
