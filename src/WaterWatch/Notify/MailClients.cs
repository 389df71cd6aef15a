using WaterWatch.Configuration.Options;
using WaterWatch.Notify.Charts;

namespace WaterWatch.Notify;

/// <summary>Which client sends mail: the one place where the two builds differ.</summary>
internal static class MailClients
{
    /// <summary>TLS from the first byte on (<c>smtp.security: tls</c>), which the framework's client cannot do.</summary>
    public static bool DoTls =>
#if PACKAGED_CLIENTS
        true;
#else
        false;
#endif

    public static INotifier Of(SmtpSettings settings, AcknowledgeLinks links, AlertCharts? charts = null) =>
#if PACKAGED_CLIENTS
        new PackagedMailNotifier(settings, links, charts);
#else
        new MailNotifier(settings, links, charts);
#endif
}
