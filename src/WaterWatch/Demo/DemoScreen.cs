using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Rivers;
using WaterWatch.Texts;
using WaterWatch.Timeline;

namespace WaterWatch.Demo;

/// <summary>The terminal's lines while the story plays: time, level as shape, word and colour, place in both languages, sentence.</summary>
/// <param name="coloured">ANSI colours; see <see cref="WantsColour"/>.</param>
/// <param name="names">Station id to its name; one that is not in it is shown by id.</param>
public sealed class DemoScreen(bool coloured, IReadOnlyDictionary<string, LocalizedName> names)
{
    private const int PlaceColumns = 36;
    private const string Reset = "\u001b[0m";

    /// <summary>Colours go to a terminal only, and not where NO_COLOR (no-color.org) is set to anything.</summary>
    public static bool WantsColour(bool isTerminal, string? noColor) => isTerminal && string.IsNullOrEmpty(noColor);

    /// <summary>What a duty officer need not see pass by: steps that follow from another entry, and the service's own.</summary>
    public static bool IsShown(EntryKind kind) => kind is not (EntryKind.ResampleOrdered or EntryKind.ConfigurationChanged or EntryKind.NotTold or EntryKind.NotificationSent or EntryKind.Sealed);

    /// <summary>One line, or null when the entry is not for the screen. The time is the entry's event time at +08:00.</summary>
    public string? Line(TimelineEntry entry)
    {
        if (!IsShown(entry.Kind))
        {
            return null;
        }

        var time = entry.At.ToOffset(StoryTime.Offset).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);
        var level = LevelOf(entry);
        var word = $"{Shape(level)} {Columns.Pad(level is { } known ? Words.Of(known).En : "", 9)}";
        return $"{time}  {(coloured ? $"{Colour(level)}{word}{Reset}" : word)} {Columns.Pad(Place(entry), PlaceColumns)} {EntrySentences.En(entry, "", StoryTime.Offset)}";
    }

    private string Place(TimelineEntry entry) => entry.Station is not { } id ? "" : names.TryGetValue(id, out var name) ? name.ToString() : id;

    private static Level? LevelOf(TimelineEntry entry) =>
        entry.Kind is EntryKind.AlertCleared or EntryKind.IncidentSubsided ? Level.Compliant
        : Enum.TryParse<Level>(entry.Data.GetValueOrDefault("level"), out var level) && Enum.IsDefined(level) ? level : null;

    // Told apart without colour too; what has no level has no colour either: unknown is never green.
    private static char Shape(Level? level) => level switch
    {
        Level.Compliant => '○',
        Level.Blue => '●',
        Level.Yellow => '▲',
        Level.Orange => '◆',
        Level.Red => '■',
        _ => '·',
    };

    private static string Colour(Level? level) => level switch
    {
        Level.Compliant => "\u001b[32m",
        Level.Blue => "\u001b[34m",
        Level.Yellow => "\u001b[33m",
        Level.Orange => "\u001b[38;5;208m",
        Level.Red => "\u001b[1;31m",
        _ => "\u001b[2m",
    };
}
