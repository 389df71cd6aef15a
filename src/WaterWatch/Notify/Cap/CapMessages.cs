using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Timeline;

namespace WaterWatch.Notify.Cap;

/// <summary>
/// The messages that an incident's timeline amounts to. Always the same for the same entries, so nothing of them is kept: whoever asks again, after a restart or years
/// later, gets the same identifiers and references.
/// </summary>
/// <remarks>
/// Two chains are told apart. Each change of the incident is a draft. A person's approval makes one public message of what is known by then, which refers to the public
/// ones before it and to no draft; what comes after it waits for the next approval.
/// </remarks>
internal static class CapMessages
{
    /// <param name="timelineOf">All entries of an incident, in the order of recording. Asked for this one, and for those with which it shared alerts: what is known of an alert stays where it was when it was told.</param>
    /// <param name="isExercise">The clock and the water are a story's.</param>
    /// <returns>Oldest first; empty before the incident was opened.</returns>
    public static IReadOnlyList<CapMessage> Of(long incident, Func<long, IEnumerable<TimelineEntry>> timelineOf, bool isExercise)
    {
        var messages = new List<CapMessage>();
        var known = new Known(incident);
        foreach (var entry in CapMembers.Together(incident, timelineOf))
        {
            if (known.Take(entry) is not { } kind)
            {
                continue;
            }

            var earlier = messages.Where(m => m.IsPublic == kind.IsPublic).ToList();

            // What was withdrawn is over: the next approval begins anew.
            var withdrawn = earlier.FindLastIndex(m => m.Type == CapType.Cancel);
            earlier.RemoveRange(0, withdrawn + 1);
            if (kind.IsEnd && earlier.Count == 0)
            {
                continue;
            }

            var type = kind.IsEnd ? CapType.Cancel : earlier.Count == 0 ? CapType.Alert : CapType.Update;
            var status = isExercise ? CapStatus.Exercise : kind.IsPublic ? CapStatus.Actual : CapStatus.Draft;
            var message = known.Message(entry, type, status, kind.IsPublic, earlier);

            // Nobody has approved what came in meanwhile: a withdrawal says no more than what it takes back.
            messages.Add(kind is { IsPublic: true, IsEnd: true } ? message.Saying(earlier[^1]) : message);
        }

        return messages;
    }

    /// <summary>What makes a message.</summary>
    private readonly record struct Cause(bool IsPublic, bool IsEnd);

    private sealed class Known(long incident)
    {
        private readonly string _id = incident.ToString(CultureInfo.InvariantCulture);
        private readonly CapMembers _members = new();
        private IReadOnlyList<string> _stations = [];
        private DateTimeOffset? _openedAt;
        private Level _level;
        private bool _isInAnother;

        /// <returns>Null when the entry makes no message.</returns>
        public Cause? Take(TimelineEntry entry)
        {
            // What became of its alerts in the incident that took it is told there.
            if (!_isInAnother || entry.Incident == incident)
            {
                _members.Take(entry);
            }

            if (entry.Incident != incident)
            {
                return null;
            }

            switch (entry.Kind)
            {
                case EntryKind.IncidentOpened:
                    _openedAt = entry.At;
                    Follow(entry);
                    return new Cause();
                case EntryKind.IncidentSplit when _openedAt is null && entry.Data.GetValueOrDefault("into") == _id:
                    Arrange(entry);
                    _level = _members.LevelOf(incident);
                    return new Cause();
                case EntryKind.IncidentMerged when _openedAt is not null && entry.Data.GetValueOrDefault("merged") == _id:
                    // On the timelines of both: the one that was put into another is over, and so are its messages.
                    _isInAnother = true;
                    return new Cause(IsPublic: false, IsEnd: true);
                case EntryKind.IncidentMerged or EntryKind.IncidentSplit when _openedAt is not null:
                    return Arrange(entry) ? new Cause() : null;
                case EntryKind.IncidentJoined or EntryKind.IncidentRegrouped when _openedAt is not null:
                    return Follow(entry) ? new Cause() : null;
                case EntryKind.IncidentBackdated:
                    _openedAt = entry.At;
                    return null;
                case EntryKind.IncidentLevelRaised or EntryKind.IncidentLevelLowered or EntryKind.IncidentSubsided when _openedAt is not null:
                    _level = LevelOf(entry, "incident_level") ?? _level;
                    return new Cause();
                case EntryKind.IncidentPublished when _openedAt is not null:
                    return new Cause(IsPublic: true, IsEnd: false);
                case EntryKind.PublicationWithdrawn when _openedAt is not null:
                    return new Cause(IsPublic: true, IsEnd: true);
                default:
                    return null;
            }
        }

        public CapMessage Message(TimelineEntry entry, CapType type, CapStatus status, bool isPublic, IReadOnlyList<CapMessage> references) =>
            new(incident, entry.Seq, entry.RecordedAt, type, status, isPublic, references)
            {
                OpenedAt = _openedAt!.Value,
                Level = _level,
                Determinands = _members.DeterminandsOf(incident),
                Stations = _members.StationsOf(incident),
                Findings = _members.FindingsOf(incident),
            };

        /// <summary>A person has put alerts in or taken some out: with them the incident may begin at another time.</summary>
        private bool Arrange(TimelineEntry entry)
        {
            _openedAt = _members.BeginOf(incident) ?? _openedAt ?? entry.At;
            return Follow(entry);
        }

        /// <returns>Whether it is of other stations now.</returns>
        private bool Follow(TimelineEntry entry)
        {
            _level = LevelOf(entry, "incident_level") ?? _level;
            var before = _stations;
            _stations = _members.StationsOf(incident);
            return !_stations.SequenceEqual(before);
        }
    }

    private static Level? LevelOf(TimelineEntry entry, string fact) =>
        Enum.TryParse<Level>(entry.Data.GetValueOrDefault(fact), out var level) && Enum.IsDefined(level) ? level : null;
}
