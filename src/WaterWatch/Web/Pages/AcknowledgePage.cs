using WaterWatch.Configuration;
using WaterWatch.Incidents;
using WaterWatch.Notify;
using WaterWatch.OnCall;
using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Pages;

/// <summary>
/// The page behind a link in a mail. Looking at it does nothing, since programs that scan mails follow every link; the button on it acknowledges. It works without script, on any
/// phone, and shows no more than the mail did.
/// </summary>
internal static class AcknowledgePage
{
    public static void Map(WebApplication app)
    {
        app.MapGet($"/{AcknowledgeLinks.Path}/{{token}}", ShowAsync).ForEverybody().ExcludeFromDescription();
        app.MapPost($"/{AcknowledgeLinks.Path}/{{token}}", AcknowledgeAsync).ForEverybody().ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(
        string token, AcknowledgeLinks links, LogReader log, ConfigurationInForce configuration, Inbox inbox, TimeProvider clock, CancellationToken cancellation)
    {
        if (Refused(token, links, log, configuration, clock, out var notification, out var person) is { } refused)
        {
            return refused;
        }

        var subject = await SubjectAsync(notification!, log, inbox, clock, person!, cancellation);
        return Page(200, person!.Language == Language.Chinese, In(person, "Take this on?", "认领处置？"), [subject, In(person, $"As {person.Name.En}. It stops further calls and is on the timeline.", $"以{NameOf(person)}名义。认领后停止继续通知，并记入时间线。")], In(person, "I take it on", "确认认领"));
    }

    private static async Task<IResult> AcknowledgeAsync(
        string token, AcknowledgeLinks links, LogReader log, ConfigurationInForce configuration, Inbox inbox, TimeProvider clock, CancellationToken cancellation)
    {
        if (Refused(token, links, log, configuration, clock, out var notification, out var person) is { } refused)
        {
            return refused;
        }

        var result = await inbox.DoAsync(notification!.AcknowledgedBy("link"), cancellation);
        var chinese = person!.Language == Language.Chinese;
        return result.IsDone
            ? Page(200, chinese, In(person, "It is yours.", "已认领。"), [In(person, "Nobody further is called unless it gets worse.", "除非情况恶化，不再继续通知他人。")])
            : Page(result.Refusal == ActRefusal.NotFound ? 404 : 409, chinese, In(person, "That was not needed.", "无需认领。"), [result.Words]);
    }

    /// <summary>Null when the link is good.</summary>
    private static PlainPage? Refused(
        string token, AcknowledgeLinks links, LogReader log, ConfigurationInForce configuration, TimeProvider clock, out Notification? notification, out Person? person)
    {
        (notification, person) = (null, null);
        switch (links.Read(token, clock.GetUtcNow(), out var id))
        {
            case LinkFault.Forged:
                return Page(400, chinese: null, "This link was not made here. 链接无效。", ["Open it from the mail as it stands there, whole. 请使用邮件中的完整链接。"]);
            case LinkFault.Expired:
                return Page(410, chinese: null, "This link has expired. 链接已过期。", ["Answer by the newest mail, or tell the duty desk. 请使用最新邮件，或联系值班人员。"]);
        }

        notification = log.Notification(id);
        person = notification is null ? null : configuration.Now.People.Plan.People.GetValueOrDefault(notification.Person);
        return person is null
            ? Page(410, chinese: null, "This link is of nobody who is told any more. 链接所属人员已不在通知名单中。", ["Tell the duty desk. 请联系值班人员。"])
            : null;
    }

    private static async Task<string> SubjectAsync(Notification notification, LogReader log, Inbox inbox, TimeProvider clock, Person person, CancellationToken cancellation)
    {
        var alert = notification.Alerts.Select(log.Alert).OfType<Alerts.Alert>().MaxBy(a => (a.Level, a.PeakLevel));
        var briefing = await inbox.LookAsync((state, plan) => Briefing.InShort(notification, alert, state, plan, clock.GetUtcNow()), cancellation);
        return new MailText(briefing, person.Language == Language.Chinese).Subject;
    }

    private static string NameOf(Person person) => person.Name.Zh.Length > 0 ? person.Name.Zh : person.Name.En;

    private static string In(Person person, string en, string zh) => person.Language == Language.Chinese ? zh : en;

    /// <param name="chinese">Null for a page in both languages.</param>
    /// <param name="button">Null for none. Without an anti-forgery token: what the form does is proven by the signed address that it is sent to, and by nothing that a browser adds.</param>
    private static PlainPage Page(int status, bool? chinese, string title, IReadOnlyList<string> lines, string? button = null) => new(
        status, chinese == false ? PlainPage.English : PlainPage.Chinese, title,
        PlainPage.Lines(lines) + (button is null ? "" : $"<form method=\"post\"><button type=\"submit\">{PlainPage.Escaped(button)}</button></form>"));
}
