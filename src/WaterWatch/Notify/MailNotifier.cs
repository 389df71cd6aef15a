using System.Net;
using System.Net.Mail;
using System.Security.Authentication;
using WaterWatch.Configuration.Options;
using WaterWatch.Notify.Charts;
using WaterWatch.OnCall;

namespace WaterWatch.Notify;

/// <summary>Mail by the framework's own client: plain, or with STARTTLS. It does not tell what a server answered when it took a mail, so that the answer says by whom it was taken.</summary>
internal sealed class MailNotifier(SmtpSettings settings, AcknowledgeLinks links, AlertCharts? charts = null) : INotifier
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public string? Missing =>
        settings.Host.Length == 0 ? "No mail server is configured (smtp.host), so no mail is sent."
        : settings.Security == SmtpSecurity.Tls ? "smtp.security is tls, which this build cannot do: use starttls, usually with port 587."
        : null;

    public bool Sends(Channel channel) => channel is Channel.Mail;

    public string ServerOf(Channel channel) => "mail server";

    public async ValueTask<DeliveryResult> SendAsync(Outgoing outgoing, CancellationToken cancellation)
    {
        using var mail = MailMessages.Of(outgoing, ((Channel.Mail)outgoing.Channel).Address, settings.From, links, charts);
        using var client = new SmtpClient(settings.Host, settings.Port)
        {
            EnableSsl = settings.Security == SmtpSecurity.StartTls,
            Credentials = settings.User.Length > 0 ? new NetworkCredential(settings.User, settings.Password.Reveal()) : null,
        };
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(Longest);
        try
        {
            await client.SendMailAsync(mail, time.Token);
            return new DeliveryResult(DeliveryOutcome.Sent, $"taken by {settings.Host}:{settings.Port}");
        }
        catch (SmtpFailedRecipientException refused)
        {
            return No(refused, isOfRecipient: true);
        }
        catch (SmtpException failed)
        {
            return failed.GetBaseException() is AuthenticationException untrusted ? MailAnswer.Untrusted(untrusted.Message) : No(failed, isOfRecipient: false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return MailAnswer.Lost($"no answer within {Longest.TotalSeconds:0} s");
        }
        catch (AuthenticationException untrusted)
        {
            return MailAnswer.Untrusted(untrusted.Message);
        }
        catch (Exception failed) when (failed is IOException or InvalidOperationException or FormatException)
        {
            return MailAnswer.Lost(failed.Message);
        }
    }

    private DeliveryResult No(SmtpException failed, bool isOfRecipient)
    {
        var words = failed.InnerException?.InnerException?.Message ?? failed.InnerException?.Message ?? failed.Message;
        var result = MailAnswer.No((int)failed.StatusCode, words, isOfRecipient);

        // A sign-in that was not accepted is not said by this client: it goes on without, and hears of it by a "no" to something else.
        return settings.User.Length > 0 && ((int)failed.StatusCode == 530 || MailAnswer.MayChange(words))
            ? result with { Answer = $"{result.Answer}. Perhaps the sign-in was not accepted: see smtp.user and its password, and whether the server offers LOGIN" }
            : result;
    }
}
