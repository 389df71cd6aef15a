using WaterWatch.Configuration.Options;
using WaterWatch.Notify.Charts;
using WaterWatch.OnCall;

namespace WaterWatch.Notify;

/// <summary>What the two clients that send mail have in common: when there is nothing to send by, what is sent, and how long a server may take.</summary>
internal abstract class SmtpNotifier(SmtpSettings settings, AcknowledgeLinks links, AlertCharts? charts) : INotifier
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public virtual string? Missing => settings.Host.Length == 0 ? "No mail server is configured (smtp.host), so no mail is sent." : null;

    protected SmtpSettings Settings => settings;

    public bool Sends(Channel channel) => channel is Channel.Mail;

    public string ServerOf(Channel channel) => "mail server";

    public async ValueTask<DeliveryResult> SendAsync(Outgoing outgoing, CancellationToken cancellation)
    {
        using var mail = MailMessages.Of(outgoing, ((Channel.Mail)outgoing.Channel).Address, settings.From, links, charts);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(Longest);
        try
        {
            return await SendAsync(mail, time.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return MailAnswer.Lost($"no answer within {Longest.TotalSeconds:0} s");
        }
    }

    /// <summary>Gives a mail to the server. Says what came of it, rather than throws, save when it is cancelled.</summary>
    protected abstract Task<DeliveryResult> SendAsync(System.Net.Mail.MailMessage mail, CancellationToken cancellation);
}
