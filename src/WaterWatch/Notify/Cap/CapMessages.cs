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
    /// <param name="timeline">All entries of the incident, in the order of recording.</param>
    /// <param name="isExercise">The clock and the water are a story's.</param>
    /// <returns>Oldest first; empty before the incident was opened.</returns>
    public static IReadOnlyList<CapMessage> Of(long incident, IEnumerable<TimelineEntry> timeline, bool isExercise)
    {
        var messages = new List<CapMessage>();
        var known = new Known(incident);
        foreach (var entry in timeline)
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
        private readonly List<string> _stations = [];
        private readonly List<string> _determinands = [];
        private readonly Dictionary<(string Station, string Determinand), CapFinding> _findings = [];
        private readonly HashSet<string> _confirmed = [];
        private DateTimeOffset? _openedAt;
        private Level _level;

        /// <returns>Null when the entry makes no message.</returns>
        public Cause? Take(TimelineEntry entry)
        {
            See(entry);
            switch (entry.Kind)
            {
                case EntryKind.IncidentOpened:
                    _openedAt = entry.At;
                    Join(entry);
                    return new Cause();
                case EntryKind.IncidentJoined or EntryKind.IncidentRegrouped or EntryKind.IncidentMerged or EntryKind.IncidentSplit when _openedAt is not null:
                    return Regroup(entry);
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
                Determinands = [.. _determinands],
                Stations = [.. _stations],
                Findings = [.. _findings.Values.OrderBy(f => f.Entry.Seq)],
            };

        private Cause? Regroup(TimelineEntry entry)
        {
            // On the timelines of both: the one that was put into another is over, and so are its messages.
            if (entry.Data.GetValueOrDefault("merged") == incident.ToString(CultureInfo.InvariantCulture))
            {
                return new Cause(IsPublic: false, IsEnd: true);
            }

            var stations = _stations.Count;
            Join(entry);
            return _stations.Count > stations ? new Cause() : null;
        }

        private void Join(TimelineEntry entry)
        {
            _level = LevelOf(entry, "incident_level") ?? _level;
            Add(_stations, entry.Station ?? "");
            Add(_determinands, entry.Data.GetValueOrDefault("determinand", ""));
        }

        /// <summary>The worst of each station and determinand by ratio, and who has been confirmed.</summary>
        private void See(TimelineEntry entry)
        {
            if (entry.Station is not { } station || !IsOverLimit(entry, out var ratio))
            {
                return;
            }

            var alert = entry.Data.GetValueOrDefault("alert", "");
            if (entry.Kind == EntryKind.AlertConfirmed)
            {
                _confirmed.Add(alert);
            }

            var key = (station, entry.Data.GetValueOrDefault("determinand", ""));
            var worst = _findings.GetValueOrDefault(key);
            var isConfirmed = _confirmed.Contains(alert) || worst is { IsConfirmed: true };
            _findings[key] = worst is null || ratio > worst.Ratio ? new CapFinding(station, ratio, isConfirmed, entry) : worst with { IsConfirmed = isConfirmed };
        }

        private static bool IsOverLimit(TimelineEntry entry, out decimal ratio)
        {
            ratio = 0;
            return entry.Kind is EntryKind.AlertRaised or EntryKind.AlertFired or EntryKind.AlertConfirmed or EntryKind.AlertLevelRaised or EntryKind.AlertFiredAgain or EntryKind.OlderExceedanceFound
                && entry.Data.GetValueOrDefault("condition") == nameof(Condition.LimitExceedance)
                && decimal.TryParse(entry.Data.GetValueOrDefault("ratio"), NumberStyles.Float, CultureInfo.InvariantCulture, out ratio);
        }

        private static Level? LevelOf(TimelineEntry entry, string fact) =>
            Enum.TryParse<Level>(entry.Data.GetValueOrDefault(fact), out var level) && Enum.IsDefined(level) ? level : null;

        private static void Add(List<string> to, string one)
        {
            if (one.Length > 0 && !to.Contains(one))
            {
                to.Add(one);
            }
        }
    }
}
