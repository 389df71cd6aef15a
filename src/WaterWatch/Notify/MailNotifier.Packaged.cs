using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using WaterWatch.Configuration.Options;
using WaterWatch.Notify.Charts;
using WaterWatch.OnCall;

namespace WaterWatch.Notify;

/// <summary>Mail by MailKit: plain, with STARTTLS or with TLS from the first byte on. The proof of sending is what the server itself answered, usually its queue id.</summary>
internal sealed class PackagedMailNotifier(SmtpSettings settings, AcknowledgeLinks links, AlertCharts? charts = null) : SmtpNotifier(settings, links, charts)
{
    protected override async Task<DeliveryResult> SendAsync(System.Net.Mail.MailMessage mail, CancellationToken cancellation)
    {
        using var message = MimeMessage.CreateFromMailMessage(mail);
        try
        {
            return new DeliveryResult(DeliveryOutcome.Sent, MailAnswer.Words($"taken by {Settings.Host}:{Settings.Port}: {await SendAsync(message, cancellation)}"));
        }
        catch (SmtpCommandException no)
        {
            return No(no);
        }
        catch (SslHandshakeException failed)
        {
            return failed.ServerCertificate is null ? MailAnswer.Lost(failed.GetBaseException().Message) : MailAnswer.Untrusted("The server's certificate cannot be trusted");
        }
        catch (Exception lost) when (lost is AuthenticationException or ProtocolException or NotSupportedException or InvalidOperationException or IOException or SocketException)
        {
            // Among them: no STARTTLS or no sign-in where it was asked for, and a sign-in that is missing. Nothing is then sent.
            return MailAnswer.Lost(lost.Message);
        }
    }

    /// <returns>What the server answered to the mail.</returns>
    private async Task<string> SendAsync(MimeMessage mail, CancellationToken cancellation)
    {
        // Asking for revoked certificates needs a way out to the internet, which a control room rarely has; the framework's client asks for none either.
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        await client.ConnectAsync(Settings.Host, Settings.Port, Options(Settings.Security), cancellation);
        if (Settings.User.Length > 0)
        {
            await client.AuthenticateAsync(Settings.User, Settings.Password.Reveal(), cancellation);
        }

        var answer = await client.SendAsync(mail, cancellation);
        try
        {
            await client.DisconnectAsync(quit: true, cancellation);
        }
        catch (Exception lost) when (lost is ProtocolException or IOException or SocketException or OperationCanceledException)
        {
            // The mail is taken: a good-bye that fails must not send it again.
        }

        return answer;
    }

    /// <summary>A sender who is not accepted is not accepted for any mail.</summary>
    private static DeliveryResult No(SmtpCommandException no)
    {
        var result = MailAnswer.No((int)no.StatusCode, no.Message, no.ErrorCode == SmtpErrorCode.RecipientNotAccepted);
        return no.ErrorCode == SmtpErrorCode.SenderNotAccepted && result.Outcome == DeliveryOutcome.MayRetry ? result with { IsServerLost = true } : result;
    }

    /// <summary>Never one of those that take no for an answer and send in the clear.</summary>
    private static SecureSocketOptions Options(SmtpSecurity security) => security switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };
}
