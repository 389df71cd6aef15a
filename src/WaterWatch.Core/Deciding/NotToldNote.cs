using System.Globalization;
using System.Text;
using System.Text.Json;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>For everybody who was not told by one decision: why. One entry, with the people under the name of each reason.</summary>
internal sealed class NotToldNote
{
    private readonly SortedDictionary<NotToldReason, SortedSet<string>> _people = [];
    private readonly SortedSet<long> _alerts = [];
    private readonly SortedSet<string> _policies = new(StringComparer.Ordinal);
    private Alerts.Level _level;

    /// <param name="who">A person by id, or the rota or agency that leads to nobody; empty where there is none to name.</param>
    public void Add(NotToldReason reason, string who, string policy)
    {
        if (!_people.TryGetValue(reason, out var people))
        {
            _people[reason] = people = new SortedSet<string>(StringComparer.Ordinal);
        }

        people.Add(who);
        _policies.Add(policy);
    }

    public void Add(NotReached not, string policy) => Add(not.Reason, not.Person ?? not.Through, policy);

    public void Of(News news)
    {
        _alerts.UnionWith(news.Alerts);
        _level = Alerts.Levels.Higher(_level, news.Level);
    }

    /// <param name="subject">Null for what is of no alert, such as an operation report.</param>
    /// <param name="told">Whoever was told all the same, such as by another policy.</param>
    public void Write(Draft draft, Subject? subject, NotifyReason reason, string? station, IReadOnlySet<string> told)
    {
        var facts = new Dictionary<string, string> { ["reason"] = reason.ToString() };
        foreach (var (why, people) in _people)
        {
            people.ExceptWith(told);
            if (people.Count > 0)
            {
                facts[NameOf(why)] = string.Join(", ", people);
            }
        }

        if (facts.Count == 1)
        {
            return;
        }

        facts["level"] = _level.ToString();
        facts["alerts"] = Ranges(_alerts);
        facts["policies"] = string.Join(", ", _policies.Where(p => p.Length > 0));
        if (subject is { } of)
        {
            Subjects.AddTo(facts, of);
        }

        draft.Note(new TimelineEntry { At = draft.RecordedAt, Kind = EntryKind.NotTold, Incident = subject?.Incident, Station = station, By = Decider.Service, Data = facts });
    }

    /// <summary>The fact under which the people of a reason stand: <c>off_duty</c>.</summary>
    public static string NameOf(NotToldReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    /// <summary>Numbers in short: <c>1-40, 44</c>.</summary>
    public static string Ranges(IReadOnlyCollection<long> numbers)
    {
        var text = new StringBuilder();
        var (first, last) = (long.MinValue, long.MinValue);
        foreach (var number in numbers.Append(long.MaxValue))
        {
            if (first != long.MinValue && number != last + 1)
            {
                text.Append(text.Length > 0 ? ", " : "").Append(CultureInfo.InvariantCulture, $"{first}").Append(last > first ? $"-{Facts.Number(last)}" : "");
                first = number;
            }

            (first, last) = (first == long.MinValue ? number : first, number);
        }

        return text.ToString();
    }
}

/// <summary>What entries say of a subject.</summary>
internal static class Subjects
{
    /// <summary>An incident stands on the entry itself; alerts of none are named by river and condition.</summary>
    public static void AddTo(Dictionary<string, string> facts, Subject subject)
    {
        if (!subject.IsIncident)
        {
            facts["river"] = subject.River;
            facts["condition"] = subject.Condition.ToString();
        }
    }
}
