using System.Text.Json;
using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.OnCall;

namespace WaterWatch.Replay;

/// <summary>
/// What people do in a story: <c>{"at":…,"act":"merge","from":2,"into":1,…}</c>, <c>"split"</c> (<c>from</c>, <c>station</c> or <c>alerts</c>, <c>into</c>),
/// <c>"dam"</c> (<c>river</c>, <c>dam</c>, <c>operation</c>, <c>factor</c>, <c>done_at</c>), <c>"response_level"</c> (<c>incident</c>, <c>level</c>),
/// <c>"report_sent"</c> (<c>incident</c>, <c>report</c>, <c>medium</c>, <c>to</c>, <c>duty</c>), <c>"publish"</c> and <c>"withdraw"</c> (<c>incident</c>), <c>"stop_duty"</c> (<c>duty</c>),
/// <c>"acknowledge"</c> and <c>"withdraw_acknowledgement"</c> (<c>incident</c> or <c>alert</c>), <c>"note"</c> (<c>incident</c>, <c>text</c>), <c>"silence"</c>
/// and <c>"maintenance_window"</c> (<c>rivers</c>, <c>stations</c>, <c>conditions</c>, <c>determinands</c>, <c>from</c>, <c>until</c>), <c>"override"</c> (<c>rota</c>, <c>person</c>, <c>from</c>, <c>until</c>), and of
/// each of the three its end, <c>"end_silence"</c> (<c>id</c>), <c>"accept_hand_over"</c> (<c>rota</c>); each with <c>by</c> and, but for a note, <c>reason</c>.
/// </summary>
internal static class ReplayActs
{
    private static readonly Dictionary<string, string[]> Members = new()
    {
        ["merge"] = ["from", "into"],
        ["split"] = ["from", "into", "station", "alerts"],
        ["dam"] = ["river", "incident", "dam", "operation", "factor"],
        ["response_level"] = ["incident", "level"],
        ["report_sent"] = ["incident", "duty", "report", "medium", "to"],
        ["publish"] = ["incident"],
        ["withdraw"] = ["incident"],
        ["stop_duty"] = ["duty"],
        ["acknowledge"] = ["incident", "alert"],
        ["withdraw_acknowledgement"] = ["incident", "alert"],
        ["note"] = ["incident", "text"],
        ["confirm_alert"] = ["alert"],
        ["clear_alert"] = ["alert"],
        ["close"] = ["incident", "despite"],
        ["silence"] = [.. ReplayMatcher.Members, "from", "until", "level_at_most"],
        ["maintenance_window"] = [.. ReplayMatcher.Members, "from", "until"],
        ["override"] = ["rota", "person", "from", "until"],
        ["accept_hand_over"] = ["rota"],
        ["end_silence"] = ["id"],
        ["end_maintenance_window"] = ["id"],
        ["end_override"] = ["id"],
    };

    private static readonly string[] OfAll = ["at", "act", "by", "reason", "done_at"];

    public static void Read(JsonElement line, DateTimeOffset at, int number, ReplayFile.Found found)
    {
        var name = Text(line, "act") ?? "";
        if (!Members.TryGetValue(name, out var members))
        {
            found.Problem(number, $"\"{name}\" is no act.", $"Write one of {string.Join(", ", Members.Keys)}.");
            return;
        }

        if (line.EnumerateObject().Select(m => m.Name).Except(OfAll).Except(members).FirstOrDefault() is { } unknown)
        {
            found.Problem(number, $"\"{unknown}\" is not known of the act {name}.", $"It has {string.Join(", ", OfAll.Concat(members))}.");
            return;
        }

        DateTimeOffset? doneAt = Text(line, "done_at") is { } text && ReplayFile.TryReadAt(text, out var done) ? done : null;
        if (ActOf(name, line, Text(line, "by") ?? "", Text(line, "reason") ?? "", doneAt ?? at) is { } act && (doneAt is not null || !line.TryGetProperty("done_at", out _)))
        {
            found.Steps.Add(new ReplayStep.Do(at, act));
        }
        else
        {
            found.Problem(
                number, $"The act {name} is incomplete, or one of its members is not of its kind.",
                "Incidents, duties and alerts are numbers; dam, station and river are texts; operation is hold, release or normal; level is I, II, III or IV; done_at, from and until are times; rivers, stations, conditions and determinands are lists of what is known; level_at_most is a level.");
        }
    }

    private static Act? ActOf(string name, JsonElement line, string by, string reason, DateTimeOffset at) => name switch
    {
        "merge" when Number(line, "from") is { } from && Number(line, "into") is { } into => new Act.Merge(from, into, by, reason, at),
        "split" when Number(line, "from") is { } from => new Act.Split(from, Number(line, "into"), Text(line, "station"), Numbers(line, "alerts"), by, reason, at),
        "dam" when Text(line, "dam") is { } dam && Word<DamOperationKind>(line, "operation") is { } operation =>
            new Act.OperateDam(Number(line, "incident"), Text(line, "river"), dam, operation, Decimal(line, "factor"), by, reason, at),
        "response_level" when Number(line, "incident") is { } incident && Word<ResponseLevel>(line, "level") is { } level =>
            new Act.DeclareResponseLevel(incident, level, by, reason, at),
        "report_sent" when Number(line, "incident") is { } incident && Word<ReportKind>(line, "report") is { } report && Text(line, "to") is { } to =>
            new Act.ReportSent(incident, Number(line, "duty"), report, Text(line, "medium") ?? "", [to], by, reason, at),
        "publish" when Number(line, "incident") is { } incident => new Act.Publish(incident, by, reason, at),
        "withdraw" when Number(line, "incident") is { } incident => new Act.Withdraw(incident, by, reason, at),
        "acknowledge" when Number(line, "incident") is null != Number(line, "alert") is null =>
            new Act.Acknowledge(Number(line, "incident"), Number(line, "alert"), by, reason, at),
        "withdraw_acknowledgement" when Number(line, "incident") is null != Number(line, "alert") is null =>
            new Act.WithdrawAcknowledgement(Number(line, "incident"), Number(line, "alert"), by, reason, at),
        "note" when Number(line, "incident") is { } incident && Text(line, "text") is { } text => new Act.AddNote(incident, text, by, at),
        "confirm_alert" when Number(line, "alert") is { } alert => new Act.ConfirmAlert(alert, by, reason, at),
        "clear_alert" when Number(line, "alert") is { } alert => new Act.ClearAlert(alert, by, reason, at),
        "close" when Number(line, "incident") is { } incident => new Act.Close(incident, line.TryGetProperty("despite", out var despite) && despite.ValueKind == JsonValueKind.True, by, reason, at),
        "stop_duty" when Number(line, "duty") is { } duty => new Act.StopDuty(duty, by, reason, at),
        _ => OnCallActOf(name, line, by, reason),
    };

    private static OnCallAct? OnCallActOf(string name, JsonElement line, string by, string reason) => name switch
    {
        "silence" or "maintenance_window" when Time(line, "until") is { } until && IsTimeOrAbsent(line, "from") && ReplayMatcher.Read(line) is { } matcher && (Word<Level>(line, "level_at_most") is not null || !line.TryGetProperty("level_at_most", out _)) =>
            new OnCallAct.Mute(name == "silence" ? MadeKind.Silence : MadeKind.MaintenanceWindow, matcher, Time(line, "from"), until, Word<Level>(line, "level_at_most"), by, reason),
        "override" when Text(line, "rota") is { } rota && Text(line, "person") is { } person && Time(line, "until") is { } until && IsTimeOrAbsent(line, "from") =>
            new OnCallAct.Override(rota, person, Time(line, "from"), until, by, reason),
        "accept_hand_over" when Text(line, "rota") is { } rota => new OnCallAct.AcceptHandOver(rota, by, reason),
        "end_silence" when Number(line, "id") is { } id => new OnCallAct.End(MadeKind.Silence, id, null, by, reason),
        "end_maintenance_window" when Number(line, "id") is { } id => new OnCallAct.End(MadeKind.MaintenanceWindow, id, null, by, reason),
        "end_override" when Number(line, "id") is { } id => new OnCallAct.End(MadeKind.Override, id, null, by, reason),
        _ => null,
    };

    private static DateTimeOffset? Time(JsonElement line, string member) => Text(line, member) is { } text && ReplayFile.TryReadAt(text, out var at) ? at : null;

    private static bool IsTimeOrAbsent(JsonElement line, string member) => Time(line, member) is not null || !line.TryGetProperty(member, out _);

    private static string? Text(JsonElement line, string member) =>
        line.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement line, string member) =>
        line.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static decimal? Decimal(JsonElement line, string member) =>
        line.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;

    private static IReadOnlyList<long> Numbers(JsonElement line, string member) =>
        line.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.Number && v.TryGetInt64(out _)).Select(v => v.GetInt64())]
            : [];

    private static T? Word<T>(JsonElement line, string member)
        where T : struct, Enum =>
        Text(line, member) is { } text && Enum.TryParse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) && Enum.IsDefined(value) && !int.TryParse(text, out _) ? value : null;
}
