using WaterWatch.Configuration;
using WaterWatch.OnCall;
using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Notify.OperationReports;

/// <summary>Writes operation reports. What was read last is kept, since one report goes to many people one after another.</summary>
internal sealed class OperationReporter(LogReader log, Inbox inbox, ConfigurationInForce configuration)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private OperationFacts? _last;
    private long _readAt;

    /// <returns>Null when no such report is configured any more.</returns>
    public OperationReport? Find(string report) => configuration.Now.Plan.OnCall.Reports.FirstOrDefault(r => r.Id == report);

    /// <exception cref="StorageException">The log cannot be read.</exception>
    public async Task<WrittenReport> WriteAsync(OperationReport report, ReportPeriod period, Language language, CancellationToken cancellation)
    {
        var facts = Volatile.Read(ref _last);
        if (facts is null || facts.Report != report || facts.Period != period || TimeProvider.System.GetElapsedTime(Volatile.Read(ref _readAt)) > KeptFor)
        {
            var last = await inbox.LookAsync((state, _) => state.ChainCheck, cancellation);
            facts = await Task.Run(() => Read(report, period, last), cancellation);
            Volatile.Write(ref _readAt, TimeProvider.System.GetTimestamp());
            Volatile.Write(ref _last, facts);
        }

        return WrittenReport.Of(facts, language == Language.Chinese);
    }

    private OperationFacts Read(OperationReport report, ReportPeriod period, ChainCheck? last) => new OperationReader(log, configuration.Now.Plan).Read(report, period, last);
}
