using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.OnCall;

namespace WaterWatch.Notify;

/// <summary>What one message says in the person's language, before a mail or a gateway's JSON is made of it.</summary>
/// <param name="Lines">What a person reads; of several notifications all of them in their order, then the gravest in full.</param>
/// <param name="Level">The gravest.</param>
/// <param name="Gravest">The notification that is told in full.</param>
/// <param name="AcknowledgeUrl">Null when there is nothing to take on, or nobody knows where the service is reached.</param>
internal sealed record WrittenMessage(string Subject, IReadOnlyList<MailLine> Lines, Level Level, Briefing Gravest, MailText Text, string? AcknowledgeUrl)
{
    public static WrittenMessage Of(Outgoing outgoing, AcknowledgeLinks links)
    {
        var chinese = outgoing.Person.Language == Language.Chinese;
        var notifications = outgoing.Briefings.Select(b => b.Notification).ToList();
        var texts = outgoing.Briefings.Select(b => new MailText(b, chinese)).ToList();
        var gravest = Outgoing.IndexOfGravest(notifications);
        var (subject, lines) = texts.Count == 1 ? (texts[0].Subject, texts[0].Lines) : CatchUp(outgoing, texts, texts[gravest], chinese);
        return new WrittenMessage(subject, lines, notifications.Max(n => n.Level), outgoing.Briefings[gravest], texts[gravest], links.UrlOf(notifications[gravest]));
    }

    private static (string Subject, IReadOnlyList<MailLine> Lines) CatchUp(Outgoing outgoing, List<MailText> texts, MailText gravest, bool chinese)
    {
        var first = outgoing.Briefings[0];
        var head = chinese ? $"共 {texts.Count} 条通知，按先后排列" : $"{texts.Count} notifications that have waited, in their order";
        var lines = new List<MailLine>();
        lines.AddRange(first.Notification.IsExercise ? gravest.Lines.Take(1) : []);
        lines.Add(new MailLine("", head));
        for (var i = 0; i < Math.Min(texts.Count, Outgoing.MostListed); i++)
        {
            var at = TimeZoneInfo.ConvertTime(outgoing.Briefings[i].Notification.QueuedAt, outgoing.Briefings[i].Zone);
            lines.Add(new MailLine(at.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture), texts[i].Subject));
        }

        if (texts.Count > Outgoing.MostListed)
        {
            lines.Add(new MailLine("", chinese ? $"另有 {texts.Count - Outgoing.MostListed} 条，见时间线" : $"and {texts.Count - Outgoing.MostListed} more; the timeline has all of them"));
        }

        lines.AddRange(gravest.Lines.Skip(first.Notification.IsExercise ? 1 : 0));
        var subject = $"{gravest.Subject} {(chinese ? $"（共 {texts.Count} 条）" : $"(and {texts.Count - 1} more)")}";
        return (subject, lines);
    }
}
