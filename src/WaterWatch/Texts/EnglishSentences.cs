using WaterWatch.Alerts;
using WaterWatch.Timeline;

namespace WaterWatch.Texts;

/// <summary>The English half of <see cref="EntrySentences"/>: without the station, beginning in lower case.</summary>
internal static class EnglishSentences
{
    public static string Of(EntryKind kind, EntryFacts f) => kind switch
    {
        EntryKind.AlertRaised => EnglishConditions.Raised(f) ?? $"{What(f)}; {Unconfirmed(f)}",
        EntryKind.AlertFired => $"alert{AtLevel(f)}: {EnglishConditions.Raised(f) ?? What(f)}",
        EntryKind.AlertConfirmed => $"{Subject(f)} confirmed{With(" by ", f.ConfirmedBy)}{With(": ", f.Value)}{Person(f)}",
        EntryKind.AlertNotRefuted => $"no second sample has refuted {What(f)}",
        EntryKind.AlertLevelRaised => $"{Subject(f)} raised{FromTo(f)}{Because(f)}{With(": ", f.Value)}",
        EntryKind.AlertLevelLowered => $"{Subject(f)} lowered{FromTo(f)}{Because(f)}{With(": ", f.Value)}",
        EntryKind.AlertRecovering => $"{Subject(f)} recovering{With(": ", f.Value)}; not yet clear",
        EntryKind.AlertFiredAgain => $"{Subject(f)} firing again{AtLevel(f)}{With(": ", f.Value)}",
        EntryKind.AlertCleared => (f.Said.Length == 0 ? EnglishConditions.Cleared(f) : null) ?? $"{Subject(f)} cleared{With(": ", f.Value)}{Person(f)}",
        EntryKind.AlertBackdated => $"{Subject(f)} now begins with the earlier sample{With(" of ", f.TakenAt)}{With(": ", f.Value)}",
        EntryKind.OlderExceedanceFound => $"an older sample{With(" of ", f.TakenAt)} was over the limit, with clean water since{With(": ", f.Value)}",
        EntryKind.ResampleOrdered => $"a second sample was ordered{With(" for ", f.Determinand)}",
        EntryKind.AlertFlapping => $"{Subject(f)} changes sides too often; held{AtLevel(f)} until it is steady",
        EntryKind.AlertSteady => $"{Subject(f)} is steady again{With(": ", f.Value)}",
        EntryKind.ReadingCorrected => $"the reading{With(" of ", f.Determinand)}{With(" of ", f.TakenAt)} was corrected{With(" from ", f.Before)}{With(" to ", f.Value)}",
        EntryKind.MessageSetAside => $"a message was set aside{With(": ", f.SetAsideReason)}{With(" (", f["detail"], ")")}",
        EntryKind.IncidentOpened => $"incident{With(" ", f.Incident)} opened{AtLevel(f)}{With(": ", What(f, ""))}",
        EntryKind.IncidentJoined => $"joined incident{With(" ", f.Incident)}{Arithmetic(f)}",
        EntryKind.IncidentBackdated => $"incident{With(" ", f.Incident)} now begins earlier{With(", with the sample of ", f.TakenAt)}",
        EntryKind.IncidentLevelRaised => $"incident{With(" ", f.Incident)} raised{FromTo(f)}",
        EntryKind.IncidentLevelLowered => $"incident{With(" ", f.Incident)} lowered{FromTo(f)}",
        EntryKind.IncidentSubsided => $"incident{With(" ", f.Incident)} subsided: no alert in it is open; a person closes it",
        EntryKind.IncidentRegrouped when f["into"] == "none" =>
            $"as it shows now, stands alone, not in incident{With(" ", f["from_incident"])}{With("; it may belong to incident ", f["candidates"], ", and nobody can tell")}",
        EntryKind.IncidentRegrouped => f["from_incident"].Length == 0 && f["candidates"].Length > 0
            ? $"incident{With(" ", f.Incident)} may belong to incident {f["candidates"]}: a person chooses"
            : $"as it shows now, belongs to incident{With(" ", f.Incident)}{With(", not ", f["from_incident"])}{Arithmetic(f)}",
        EntryKind.IncidentMerged => $"incident{With(" ", f["merged"])} was put into incident{With(" ", f["into"])}{With(" by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.IncidentSplit => $"{With("", f["stations"], " ")}taken out of incident{With(" ", f["from_incident"])} into incident{With(" ", f["into"])}{With(" by ", f.By)}{With(": ", f["reason"])}{With(" (undoes entry ", f["undoes"], ")")}",
        EntryKind.DamOperated => $"dam{With(" ", f.Dam)} operated{With(": ", f.Operation)}{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.MeasureTaken => $"measure{With(" (", f.Measure, ")")}{With(": ", f["what"])}{With(", entered by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.IncidentPublished => $"what is known of incident {f.Incident} was approved for the public{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.PublicationWithdrawn => $"what was published of incident {f.Incident} was withdrawn{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.ResponseLevelDeclared => $"official response level{With(" ", f["response_level"])} declared{With(", ", f["from_response_level"], " before")}{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.ToldTogether => $"told together with others{With(" of ", f["river"])}: so many have begun there at once",
        EntryKind.DutyOpened => $"must be reported{With(" by ", f.DueAt)}{With(": ", f.DutyTitle)}",
        EntryKind.DutyOverdue => $"report overdue{With(" since ", f.DueAt)}{With(": ", f.DutyTitle)}",
        EntryKind.ReportSent => $"{f.Report} sent{With(" to ", f["to"])}{With(" by ", f["medium"])}{With(", entered by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.DutyStopped => $"duty to report ended{With(" by ", f.By)}{With(": ", f["reason"])}{With(" (", f.DutyTitle, ")")}",
        EntryKind.Acknowledged => $"acknowledged{With(" by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.AcknowledgementWithdrawn => $"acknowledgement withdrawn{With(" by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.NoteAdded => $"note{With(" by ", f.By)}{With(": ", f["text"])}",
        EntryKind.SampleEntered => $"laboratory sample{With(" ", f["number"])}{With(" from ", f["place"])}{With(", taken ", f.SampledAt)}{With(": ", f["results"])}{With("; entered by ", f.By)}",
        EntryKind.IncidentClosed => $"incident{With(" ", f.Incident)} closed{With(" by ", f.By)}{With(": ", f["reason"])}{With(" (although ", f["despite"], ")")}",
        EntryKind.MessageReleased => $"what was set aside{With(" (no. ", f["set_aside"], ")")} was released{With("; readings taken: ", f["readings"])}{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.MessageDiscarded => $"what was set aside{With(" (no. ", f["set_aside"], ")")} was discarded, its bytes kept{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.SilenceMade => $"silence{With(" ", f["id"])} made{With(" until ", f.Until)} over {f.Meant}{With(", up to ", f.LevelAtMost)}{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.SilenceEnded => $"silence{With(" ", f["id"])} over {f.Meant} ended before its time{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.MaintenanceWindowMade => $"maintenance window{With(" ", f["id"])} made{With(" until ", f.Until)} over {f.Meant}{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.MaintenanceWindowEnded => $"maintenance window{With(" ", f["id"])} over {f.Meant} ended before its time{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.OverrideMade => $"{With("", f["person"], " ")}put on duty{With(" in the rota ", f["rota"])}{With(" until ", f.Until)}{With(" (override ", f["id"], ")")}{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.OverrideEnded => $"override{With(" ", f["id"])}{With(" of the rota ", f["rota"])} ended before its time{With(" (", f["person"], ")")}{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.ShiftChanged => $"the shift changed{With(" in the rota ", f["rota"])}{With(" from ", f["from"])} to {Or(f["to"], "nobody")}{With("; to be accepted by ", f.AcceptBy)}{With("; acknowledged by ", f["acknowledged_by"])}",
        EntryKind.HandOverAccepted => $"taken over{With(" from ", f["from"])}{With(" in the rota ", f["rota"])}{With(" by ", f.By)}{With("; now held by ", f["acknowledged_by"])}{With(", before by ", f["acknowledged_before"])}{With(": ", f["reason"])}",
        EntryKind.HandOverNotAccepted => $"not taken over in time{With(" from ", f["from"])} by {Or(f["to"], "anybody")}{With(" in the rota ", f["rota"])}",
        EntryKind.NotificationQueued when f["report"].Length > 0 => $"operation report {f["report"]} is to be sent{With(" to ", f["person"])}{With(" for the time from ", f.From)}{With(" to ", f.Until)}{With("; the service stood still, and earlier ones were left out: ", f["skipped"])}",
        EntryKind.NotificationQueued => $"told{With(": ", f["person"])}{With(", ", f.NotifyReason)}{With(" by ", f["channel"])}{With(" (", f["policy"], $", step {f["step"]})")}",
        EntryKind.NotificationSent => $"notification{With(" ", f["notification"])}{With(" to ", f["person"])} sent{With(" by ", f["channel"])}{With(": ", f["answer"])}",
        EntryKind.NotificationFailed => $"notification{With(" ", f["notification"])}{With(" to ", f["person"])} {(f.Receipted.Length > 0 ? f.Receipted : "not sent")}{With(" by ", f["channel"])}{With(": ", f["answer"])}{(f.NextTryAt.Length > 0 ? $"; tried again at {f.NextTryAt}" : "; not tried again")}",
        EntryKind.NotificationReceipted => $"notification{With(" ", f["notification"])}{With(" to ", f["person"])} {f.Receipted}{With(" by ", f["channel"])}{With(": ", f["answer"])}",
        EntryKind.NotTold => $"not told{With(" (", f.NotifyReason, ")")}{With(": ", f.NotTold)}",
        EntryKind.CommandIssued => $"ordered to {f.Ordered}{With(" (command ", f["command"], $", {f["reason"]})")}",
        EntryKind.CommandSent => $"command{With(" ", f["command"])} to {f.Ordered} was sent{With(": ", f["answer"])}",
        EntryKind.CommandFailed => $"command{With(" ", f["command"])} to {f.Ordered} could not be sent{With(": ", f["answer"])}{(f.NextTryAt.Length > 0 ? $"; tried again at {f.NextTryAt}" : "; not tried again")}",
        EntryKind.CommandWithheld => $"would have been ordered to {f.Ordered}{With(" (", f["reason"], ")")}; shadow mode sends no commands",
        EntryKind.FeedLost => $"not listening: the feed{With(" ", f["feed"])} was lost{With(" (", f["reason"], ")")}",
        EntryKind.FeedRestored => $"listening again: the feed{With(" ", f["feed"])} was restored",
        EntryKind.StationReportedOffline => "the station reported itself offline",
        EntryKind.StationReportedOnline => "the station reported itself online",
        EntryKind.Reparsed => $"messages{With(" of ", f["stations"])} were read again{With(": ", f["messages"])}{With(", ", f["corrected"], " readings corrected")}{With(", ", f["added"], " added")}{With(", by ", f.By)}{With(": ", f["reason"])}",
        EntryKind.FileImported => $"the file{With(" ", f["file"])} was imported{With(": ", f["readings"], " readings kept")}{With(", ", f["duplicates"], " held before")}{With(", ", f["set_aside"], " set aside")}{With(", by ", f.By)}",
        EntryKind.ImportAdvanced => $"the file{With(" ", f["file"])} is being imported{With(": read up to line ", f["through_line"])}{With(", by ", f.By)}",
        EntryKind.HistoryExceeded => $"{With("", f["count"], " ")}readings of long ago{With(", ", f.From)}{With(" to ", f.Until)}, were over the limit{With(", worst ", $"{f.Determinand} {f.Value}".Trim())}; from a file, nobody is called",
        EntryKind.Sealed => $"the hour was sealed{With(": newest messages ", f.RawBlock)}{With(", up to batch ", f["batch"])}",
        EntryKind.ChainChecked => $"the whole record was checked and nothing was changed{With(": ", f["entries"], " entries")}{With(", ", f["readings"], " readings")}{With("; head ", f["head"])}",
        EntryKind.ChainBroken => $"THE RECORD IS NOT TO BE TRUSTED: it was changed outside of this service{With(": ", f["broken"])}",
        EntryKind.NotificationsRemoved => $"notifications of no incident were removed after their time{With(": ", f["count"])}{With(", queued before ", f["before"])}{With(" (", f["notifications"], ")")}",
        EntryKind.MessagesMissed => $"messages{With(" of ", f["sender"])} did not come{With(": number ", f["due"], " was due")}{With(", ", f["came"], " came")}; it is asked to begin anew",
        EntryKind.ConfigurationChanged => $"the configuration was changed{With(" by ", f.By)}{With(": ", f.Changes)}{With("; from the next start: ", f["waits"])}",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "has no sentence"),
    };

    private static string What(EntryFacts f, string otherwise = "a reading over its limit")
    {
        var what = $"{f.Determinand} {f.Value}".Trim();
        return EnglishConditions.OfTheWater(f) is { } told ? told
            : f.Condition == Condition.MarkedOverLimit ? $"{what}, but marked by the instrument".TrimStart(' ', ',') : what.Length == 0 ? otherwise : what;
    }

    private static string Unconfirmed(EntryFacts f) => (f.Condition == Condition.MarkedOverLimit ? "to be looked at" : "not yet confirmed") + (f.Late ? "; the sample came late" : "");

    private static string Subject(EntryFacts f) => f.Determinand.Length == 0 ? "the alert" : f.Determinand;

    /// <summary>Who says so and why, where a person does.</summary>
    private static string Person(EntryFacts f) => f.Said.Length == 0 ? "" : $"; {f.By}: {f.Said}";

    private static string AtLevel(EntryFacts f) => With(" at ", f.LevelWord);

    private static string FromTo(EntryFacts f) => With(" from ", f.FromLevelWord) + With(" to ", f.LevelWord);

    /// <summary>Why a level changed, where it is not the ratio that the value gives.</summary>
    private static string Because(EntryFacts f) => f.Reason switch
    {
        AlertReason.ClassWorsened => " since the water is of a worse class",
        AlertReason.ClassImproved => " since the water is of a better class",
        AlertReason.MarkedDuringIncident => " since an incident is open on the river",
        _ => "",
    };

    private static string Arithmetic(EntryFacts f)
    {
        if (f["from"].Length == 0 || f["to"].Length == 0)
        {
            return "";
        }

        return $": {f["from"]} to {f["to"]}{With(", ", f["distance_km"], " km")}{With(" in ", f["elapsed_h"], " h")}{With(", possible in ", f.Window, f.WindowIsAssumed ? " h (assumed)" : " h")}{With("; dams between: ", f["dams"])}{With("; ", f["operated_dam"], f["operation"] == "hold" ? " held water back" : " let more through")}";
    }

    private static string Or(string fact, string otherwise) => fact.Length == 0 ? otherwise : fact;

    private static string With(string before, string fact, string after = "") => fact.Length == 0 ? "" : before + fact + after;
}
