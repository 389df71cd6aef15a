using WaterWatch.Alerts;
using WaterWatch.OnCall;

namespace WaterWatch.Web.Pages.OnDuty;

/// <summary>How a time in which something holds lies to now.</summary>
public enum Holding
{
    InForce,
    Coming,
    Ended,
}

/// <summary>An override, a silence or a maintenance window, configured or made while the service runs.</summary>
/// <param name="Made">Its number; null for a configured one.</param>
/// <param name="Rota">Of an override; empty otherwise.</param>
/// <param name="Person">Of an override, by id; empty otherwise.</param>
/// <param name="EndedBy">Who ended it before its time; empty when nobody did.</param>
public sealed record Arrangement(
    MadeKind Kind, long? Made, string Rota, string Person, Matcher Matcher, Level LevelAtMost, DateTimeOffset From, DateTimeOffset Until, string By, string Reason, string EndedBy)
{
    public static Arrangement Of(Made made) =>
        new(made.Kind, made.Id, made.Rota, made.Person, made.Matcher, made.LevelAtMost, made.From, made.HoldsUntil, made.By, made.Reason, made.EndedBy);

    public static Arrangement Of(Muting muting) => new(
        muting is Silence ? MadeKind.Silence : MadeKind.MaintenanceWindow, null, "", "", muting.Matcher, muting.LevelAtMost, muting.From, muting.Until, muting.Author, muting.Reason, "");

    public static Arrangement Of(string rota, RotaOverride configured) =>
        new(MadeKind.Override, null, rota, configured.Person, Matcher.Everything, Level.Yellow, configured.From, configured.Until, configured.By, configured.Reason, "");

    public Holding At(DateTimeOffset now) => Until <= now ? Holding.Ended : From > now ? Holding.Coming : Holding.InForce;
}
