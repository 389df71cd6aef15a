using WaterWatch.Auditing;
using WaterWatch.Readings;
using WaterWatch.Texts;
using WaterWatch.Timeline;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.AuditDesk;

/// <summary>An auditor's file, to be looked at in one language.</summary>
public sealed record AuditFileModel(PageFrame Frame, AuditFile File)
{
    public Tongue Tongue => Frame.Tongue;

    public string At(DateTimeOffset at) => AuditTimes.At(at, File.Zone);

    public string StationOf(string id) => Tongue.In(File.NameOf(id));

    public string Sentence(TimelineEntry entry) => Tongue.Sentence(entry, File.NameOf, File.Zone);

    /// <summary><c>Cd, dissolved</c>; of a whole sample the key alone.</summary>
    public string NameOf(Determinand determinand, Fraction fraction) => determinand.Key + (fraction == Fraction.Dissolved ? Tongue.In(", dissolved", "，溶解态") : "");

    public static string Value(Reading reading) => Spoken.Amount(reading.Value);

    /// <summary>The instrument or the laboratory; the station where it does not name one.</summary>
    public string SourceOf(SeriesKey key) => key.Source.Length > 0 ? Visible.OneLine(key.Source) : Tongue.In("the station", "站点");

    /// <summary>With who does it, where that says more than the step.</summary>
    public string By(AuditStep step) => step.Kind == AuditStepKind.Received && step.By.Length > 0 ? StationOf(step.By) : Visible.OneLine(step.By);
}
