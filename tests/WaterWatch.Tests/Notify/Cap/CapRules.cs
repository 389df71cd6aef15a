using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace WaterWatch.Tests.Notify.Cap;

/// <summary>
/// The rules of the OASIS schema and of the specification's data dictionary (CAP 1.2, section 3.2) that a receiver checks a message by; written against the text of a message
/// and nothing of the program.
/// </summary>
internal static partial class CapRules
{
    private static readonly XNamespace Cap = "urn:oasis:names:tc:emergency:cap:1.2";

    private static readonly string[] Alert =
    [
        "identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses", "code", "note", "references", "incidents", "info",
    ];

    private static readonly string[] Info =
    [
        "language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience", "eventCode", "effective", "onset", "expires", "senderName", "headline",
        "description", "instruction", "web", "contact", "parameter", "resource", "area",
    ];

    private static readonly Dictionary<string, string> Words = new()
    {
        ["status"] = "Actual Exercise System Test Draft",
        ["msgType"] = "Alert Update Cancel Ack Error",
        ["scope"] = "Public Restricted Private",
        ["category"] = "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
        ["responseType"] = "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None",
        ["urgency"] = "Immediate Expected Future Past Unknown",
        ["severity"] = "Extreme Severe Moderate Minor Unknown",
        ["certainty"] = "Observed Likely Possible Unlikely Unknown",
    };

    /// <returns>Every rule that the message breaks; empty when it is valid.</returns>
    public static IReadOnlyList<string> Broken(string message)
    {
        var alert = XDocument.Parse(message).Root!;
        return
        [
            .. alert.Name == Cap + "alert" ? Array.Empty<string>() : [$"the root is {alert.Name}"],
            .. Order(alert, Alert), .. Needed(alert, "identifier", "sender", "sent", "status", "msgType", "scope"),
            .. Single(alert, [.. Alert.Except(["code", "info"])]),
            .. OfAlert(alert),
            .. alert.Elements(Cap + "info").SelectMany(OfInfo),
            .. alert.Descendants().Where(e => Words.TryGetValue(e.Name.LocalName, out var words) && !words.Split(' ').Contains(e.Value)).Select(e => $"{e.Name.LocalName} is {e.Value}"),
            .. alert.Descendants().Where(e => e.Name.LocalName is "sent" or "effective" or "onset" or "expires" && !Time().IsMatch(e.Value)).Select(e => $"{e.Name.LocalName} is {e.Value}"),
        ];
    }

    public static string Value(string message, string element) => XDocument.Parse(message).Root!.Element(Cap + element)?.Value ?? "";

    private static IEnumerable<string> OfAlert(XElement alert)
    {
        string Of(string name) => alert.Element(Cap + name)?.Value ?? "";
        if (Unfit().IsMatch(Of("identifier")) || Unfit().IsMatch(Of("sender")))
        {
            yield return "identifier or sender holds a blank, a comma, < or &";
        }

        if (Of("scope") == "Restricted" == (Of("restriction").Length == 0) || Of("scope") == "Private" && Of("addresses").Length == 0)
        {
            yield return "restriction goes with Restricted, addresses with Private";
        }

        if (Of("msgType") != "Alert" == (Of("references").Length == 0))
        {
            yield return $"{Of("msgType")} with references \"{Of("references")}\"";
        }

        foreach (var reference in Of("references").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (reference.Split(',') is not [{ Length: > 0 }, { Length: > 0 }, var sent] || !Time().IsMatch(sent))
            {
                yield return $"reference {reference}";
            }
        }

        if (Of("status") == "Exercise" && Of("note").Length == 0)
        {
            yield return "an exercise is not noted";
        }
    }

    private static IEnumerable<string> OfInfo(XElement info) =>
    [
        .. Order(info, Info), .. Needed(info, "category", "event", "urgency", "severity", "certainty"),
        .. Single(info, [.. Info.Except(["category", "responseType", "eventCode", "parameter", "resource", "area"])]),
        .. info.Elements(Cap + "area").SelectMany(a => Needed(a, "areaDesc")),
        .. info.Elements(Cap + "parameter").SelectMany(p => Order(p, ["valueName", "value"]).Concat(Needed(p, "valueName", "value"))),
    ];

    private static IEnumerable<string> Order(XElement of, string[] order)
    {
        var places = of.Elements().Select(e => e.Name.Namespace == Cap ? Array.IndexOf(order, e.Name.LocalName) : -1).ToList();
        return places.Contains(-1) ? [$"{of.Name.LocalName} holds what it does not know"] : places.SequenceEqual(places.Order()) ? [] : [$"{of.Name.LocalName} is out of order"];
    }

    private static IEnumerable<string> Needed(XElement of, params string[] names) =>
        names.Where(n => string.IsNullOrWhiteSpace(of.Element(Cap + n)?.Value)).Select(n => $"{of.Name.LocalName} lacks {n}");

    private static IEnumerable<string> Single(XElement of, string[] names) => names.Where(n => of.Elements(Cap + n).Count() > 1).Select(n => $"{n} stands twice in {of.Name.LocalName}");

    /// <summary>The pattern of the schema: no fractions, no Z, UTC as -00:00.</summary>
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$")]
    private static partial Regex Time();

    [GeneratedRegex("[ ,<&]|^$")]
    private static partial Regex Unfit();
}
