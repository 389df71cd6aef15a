using System.Globalization;
using System.Text;
using System.Xml;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Texts;

namespace WaterWatch.Notify.Cap;

/// <summary>Who sends.</summary>
/// <param name="Id"><c>sender</c>: unique in the world, such as a domain name; no blanks, commas, <c>&lt;</c> or <c>&amp;</c>.</param>
/// <param name="Name"><c>senderName</c>: as people know it.</param>
internal sealed record CapSender(string Id, string Name);

/// <summary>
/// Writes messages as OASIS Common Alerting Protocol 1.2, namespace <c>urn:oasis:names:tc:emergency:cap:1.2</c>, elements in the order of its schema, once in English and once in
/// Chinese. Levels are severities as meteorological services use the same colours: Red Extreme, Orange Severe, Yellow Moderate, Blue Minor.
/// </summary>
/// <param name="river">Null once it is not configured any more: ids then stand for names, and times are UTC.</param>
internal sealed class CapXml(CapSender sender, string riverId, WatchedRiver? river)
{
    public const string ContentType = "application/cap+xml";

    public const string Namespace = "urn:oasis:names:tc:emergency:cap:1.2";

    private readonly Names _names = new(riverId, river);

    /// <summary><c>identifier</c>: of the incident and the entry, so always the same for the same message.</summary>
    public string IdentifierOf(CapMessage message) =>
        string.Create(CultureInfo.InvariantCulture, $"waterwatch-{riverId}-{message.Incident}-{message.Seq}");

    /// <summary>At the river's offset, since CAP knows no <c>Z</c>; UTC itself is <c>-00:00</c>.</summary>
    public string Time(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, river?.TimeZone ?? TimeZoneInfo.Utc);
        var text = local.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        return local.Offset == TimeSpan.Zero ? text[..^6] + "-00:00" : text;
    }

    public string Write(CapMessage message)
    {
        var text = new Utf8StringWriter();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true }))
        {
            Write(xml, message);
        }

        return text.ToString();
    }

    public void Write(XmlWriter xml, CapMessage message)
    {
        xml.WriteStartElement("alert", Namespace);
        Element(xml, "identifier", IdentifierOf(message));
        Element(xml, "sender", sender.Id);
        Element(xml, "sent", Time(message.SentAt));
        Element(xml, "status", message.Status.ToString());
        Element(xml, "msgType", message.Type.ToString());
        if (message.IsPublic)
        {
            Element(xml, "scope", "Public");
        }
        else
        {
            Element(xml, "scope", "Restricted");
            Element(xml, "restriction", "For those who work on the incident; nobody has approved it for the public. 仅供处置人员使用，未经批准公开。");
        }

        if (message.Status == CapStatus.Exercise)
        {
            Element(xml, "note", "演练 EXERCISE");
        }

        if (message.References.Count > 0)
        {
            Element(xml, "references", string.Join(' ', message.References.Select(r => $"{sender.Id},{IdentifierOf(r)},{Time(r.SentAt)}")));
        }

        Element(xml, "incidents", string.Create(CultureInfo.InvariantCulture, $"waterwatch-{riverId}-{message.Incident}"));
        WriteInfo(xml, message, chinese: false);
        WriteInfo(xml, message, chinese: true);
        xml.WriteEndElement();
    }

    /// <summary>One line: level, determinands and river, marked when it is an exercise or nobody approved it.</summary>
    public string Headline(CapMessage message, bool chinese)
    {
        var what = string.Join(chinese ? "、" : ", ", message.Determinands.Select(d => NameOf(d, chinese)));
        var level = In(Words.Of(message.Level), chinese);
        var mark = message.Status switch
        {
            CapStatus.Exercise => chinese ? "【演练】" : "EXERCISE. ",
            CapStatus.Draft => chinese ? "【草稿】" : "DRAFT. ",
            _ => "",
        };
        return (message.Type == CapType.Cancel, chinese) switch
        {
            (true, false) => $"{mark}Withdrawn: {what} in the {_names.River(false)}",
            (true, true) => $"{mark}撤回：{_names.River(true)}{what}",
            (_, false) => $"{mark}{level}: {what} in the {_names.River(false)}, {Stations(message)}",
            _ => $"{mark}{level}：{_names.River(true)}{what}，{message.Stations.Count} 个站点",
        };
    }

    private void WriteInfo(XmlWriter xml, CapMessage message, bool chinese)
    {
        var isOver = message.Level == Level.Compliant;
        xml.WriteStartElement("info", Namespace);
        Element(xml, "language", chinese ? "zh-CN" : "en-US");
        Element(xml, "category", "Env");
        Element(xml, "category", "Health");
        Element(xml, "event", chinese ? "河流水质异常" : "River pollution");
        Element(xml, "responseType", isOver ? "AllClear" : message.IsConfirmed ? "Monitor" : "Assess");
        Element(xml, "urgency", isOver ? "Past" : message.Level >= Level.Orange ? "Immediate" : "Expected");
        Element(xml, "severity", SeverityOf(message.Level));
        Element(xml, "certainty", message.IsConfirmed ? "Observed" : "Possible");
        Element(xml, "effective", Time(message.SentAt));
        Element(xml, "onset", Time(message.OpenedAt));
        Element(xml, "senderName", sender.Name);
        Element(xml, "headline", Headline(message, chinese));
        Element(xml, "description", Description(message, chinese));
        Parameter(xml, "level", In(Words.Of(message.Level), chinese));
        foreach (var finding in message.Findings)
        {
            Parameter(xml, $"{finding.Station} {finding.Entry.Data.GetValueOrDefault("determinand", "")}", ValueOf(finding, chinese));
        }

        xml.WriteStartElement("area", Namespace);
        Element(xml, "areaDesc", string.Join(chinese ? "，" : ", ", [_names.River(chinese), .. message.Stations.Select(s => _names.Station(s, chinese))]));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private string Description(CapMessage message, bool chinese)
    {
        var lines = message.Findings.Select(f => chinese
            ? $"{_names.Station(f.Station, true)}：{NameOf(f.Entry.Data.GetValueOrDefault("determinand", ""), true)} {ValueOf(f, true)}，采样 {Time(f.Entry.At)}{(f.IsConfirmed ? "" : "，尚未确认")}"
            : $"{_names.Station(f.Station, false)}: {NameOf(f.Entry.Data.GetValueOrDefault("determinand", ""), false)} {ValueOf(f, false)}, sampled {Time(f.Entry.At)}{(f.IsConfirmed ? "" : ", not yet confirmed")}");
        var first = message.Level == Level.Compliant
            ? chinese ? "各站点均已恢复达标。曾通报的最高值：" : "All stations are within their limits again. The highest value told of each:"
            : chinese ? "各站点迄今通报的最高值：" : "The highest value told of each station so far:";
        return string.Join('\n', [first, .. lines]);
    }

    private static string ValueOf(CapFinding finding, bool chinese) => new EntryFacts(finding.Entry, chinese, TimeSpan.Zero).Value;

    private static string Stations(CapMessage message) => message.Stations.Count == 1 ? "1 station" : string.Create(CultureInfo.InvariantCulture, $"{message.Stations.Count} stations");

    private static string SeverityOf(Level level) => level switch
    {
        Level.Red => "Extreme",
        Level.Orange => "Severe",
        Level.Yellow => "Moderate",
        Level.Blue or Level.Compliant => "Minor",
        _ => "Unknown",
    };

    private static string NameOf(string determinand, bool chinese) => Determinand.Find(determinand)?.Name is { } name ? In(name, chinese) : determinand;

    private static string In(LocalizedName name, bool chinese) => chinese && name.Zh.Length > 0 ? name.Zh : name.En;

    private static void Parameter(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("parameter", Namespace);
        Element(xml, "valueName", name);
        Element(xml, "value", value);
        xml.WriteEndElement();
    }

    /// <summary>Names come from configuration and may hold what XML cannot: that is left out, and the message stays readable.</summary>
    private static void Element(XmlWriter xml, string name, string text)
    {
        xml.WriteStartElement(name, Namespace);
        xml.WriteString(string.Concat(text.EnumerateRunes().Where(IsOfXml).Select(r => r.ToString())));
        xml.WriteEndElement();
    }

    private static bool IsOfXml(Rune rune) => rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or >= 0x10000;

    private sealed class Utf8StringWriter() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }

    /// <summary>The names of a river and its stations; an id stands for itself once its station is not configured any more.</summary>
    private sealed class Names(string riverId, WatchedRiver? river)
    {
        private readonly Dictionary<string, LocalizedName> _stations =
            (river?.Stations ?? []).DistinctBy(s => s.Station.Id).ToDictionary(s => s.Station.Id.Value, s => s.Station.Name);

        public string River(bool chinese) => river is null ? riverId : In(river.Name, chinese);

        public string Station(string id, bool chinese) => _stations.TryGetValue(id, out var name) ? In(name, chinese) : id;
    }
}
