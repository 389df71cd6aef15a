using System.Net;
using System.Net.Mail;
using System.Text.RegularExpressions;
using WaterWatch.Configuration.Options;
using WaterWatch.Notify.Charts;
using WaterWatch.OnCall;

namespace WaterWatch.Notify;

/// <summary>Mail by the framework's own client: plain, or with STARTTLS. It does not tell what a server answered when it took a mail, so that the answer says by whom it was taken.</summary>
internal sealed partial class MailNotifier(SmtpSettings settings, AcknowledgeLinks links, AlertCharts? charts = null) : INotifier
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
            return new DeliveryResult(IsForGood(refused.StatusCode) ? DeliveryOutcome.Refused : DeliveryOutcome.MayRetry, Answer(refused));
        }
        catch (SmtpException failed)
        {
            return new DeliveryResult(DeliveryOutcome.MayRetry, Answer(failed), IsServerLost: true);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new DeliveryResult(DeliveryOutcome.MayRetry, $"no answer within {Longest.TotalSeconds:0} s", IsServerLost: true);
        }
        catch (Exception failed) when (failed is IOException or InvalidOperationException or System.Security.Authentication.AuthenticationException or FormatException)
        {
            return new DeliveryResult(DeliveryOutcome.MayRetry, WithoutAddresses(failed.Message), IsServerLost: true);
        }
    }

    /// <summary>By RFC 5321: from 500 on it will not be otherwise later.</summary>
    private static bool IsForGood(SmtpStatusCode code) => (int)code >= 500;

    private static string Answer(SmtpException failed) =>
        WithoutAddresses($"{((int)failed.StatusCode > 0 ? $"{(int)failed.StatusCode} " : "")}{failed.InnerException?.InnerException?.Message ?? failed.InnerException?.Message ?? failed.Message}");

    /// <summary>Servers like to repeat the address; it must not come into the record.</summary>
    internal static string WithoutAddresses(string answer)
    {
        var clean = Address().Replace(answer.ReplaceLineEndings(" "), "…").Trim();
        return clean.Length <= 200 ? clean : clean[..199] + "…";
    }

    [GeneratedRegex(@"[^\s<>""'():,;]+@[^\s<>""'():,;]+")]
    private static partial Regex Address();
}
