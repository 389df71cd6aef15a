using System.Net;
using System.Net.Mail;
using System.Security.Authentication;
using WaterWatch.Configuration.Options;
using WaterWatch.Notify.Charts;
using WaterWatch.OnCall;

namespace WaterWatch.Notify;

/// <summary>Mail by the framework's own client: plain, or with STARTTLS. It does not tell what a server answered when it took a mail, so that the answer says by whom it was taken.</summary>
internal sealed class MailNotifier(SmtpSettings settings, AcknowledgeLinks links, AlertCharts? charts = null) : SmtpNotifier(settings, links, charts)
{
    public override string? Missing =>
        base.Missing ?? (Settings.Security == SmtpSecurity.Tls ? "smtp.security is tls, which this build cannot do: use starttls, usually with port 587." : null);

    protected override async Task<DeliveryResult> SendAsync(MailMessage mail, CancellationToken cancellation)
    {
        using var client = new SmtpClient(Settings.Host, Settings.Port)
        {
            EnableSsl = Settings.Security == SmtpSecurity.StartTls,
            Credentials = Settings.User.Length > 0 ? new NetworkCredential(Settings.User, Settings.Password.Reveal()) : null,
        };
        try
        {
            await client.SendMailAsync(mail, cancellation);
            return new DeliveryResult(DeliveryOutcome.Sent, $"taken by {Settings.Host}:{Settings.Port}");
        }
        catch (SmtpFailedRecipientException refused)
        {
            return No(refused, isOfRecipient: true);
        }
        catch (SmtpException failed)
        {
            return failed.GetBaseException() is AuthenticationException untrusted ? MailAnswer.Untrusted(untrusted.Message) : No(failed, isOfRecipient: false);
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
        return Settings.User.Length > 0 && ((int)failed.StatusCode == 530 || MailAnswer.MayChange(words))
            ? result with { Answer = $"{result.Answer}. Perhaps the sign-in was not accepted: see smtp.user and its password, and whether the server offers LOGIN" }
            : result;
    }
}
