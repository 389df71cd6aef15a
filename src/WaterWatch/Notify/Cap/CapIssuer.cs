using System.Text;
using System.Xml;
using WaterWatch.Configuration;
using WaterWatch.Incidents;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Notify.Cap;

/// <summary>Makes CAP messages of what the log holds.</summary>
internal sealed class CapIssuer(LogReader log, ConfigurationInForce configuration)
{
    private const string Atom = "http://www.w3.org/2005/Atom";
    private const int MostIncidentsInFeed = 200;

    /// <summary>All messages of an incident, oldest first.</summary>
    public IReadOnlyList<CapMessage> MessagesOf(Incident incident) => CapMessages.Of(incident.Id, id => log.WholeTimeline(id), configuration.Now.IsExercise);

    /// <summary>By the names that are configured now.</summary>
    public CapXml XmlOf(Incident incident)
    {
        var now = configuration.Now;
        return new CapXml(new CapSender(now.Settings.Cap.Sender, now.Settings.Cap.SenderName), incident.River, now.Plan.Rivers.GetValueOrDefault(incident.River));
    }

    /// <summary>What the public was told, newest first, as an Atom feed (RFC 4287) of the newest incidents of which it was told anything.</summary>
    /// <param name="addressOf">Where a message is found.</param>
    public string PublicFeed(Func<CapMessage, string> addressOf)
    {
        var entries = Published()
            .SelectMany(published => published.Messages.Select(message => (Message: message, Xml: XmlOf(published.Incident))))
            .OrderByDescending(e => e.Message.SentAt).ThenByDescending(e => e.Message.Seq).ToList();
        var sender = configuration.Now.Settings.Cap;
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("feed", Atom);
            xml.WriteElementString("id", Atom, $"urn:waterwatch:{sender.Sender}:cap");
            xml.WriteElementString("title", Atom, configuration.Now.IsExercise ? "演练 EXERCISE. Published alerts 已公开预警信息" : "Published alerts 已公开预警信息");
            xml.WriteElementString("updated", Atom, Instants.Format(entries.Count == 0 ? DateTimeOffset.UnixEpoch : entries[0].Message.SentAt));
            xml.WriteStartElement("author", Atom);
            xml.WriteElementString("name", Atom, sender.SenderName);
            xml.WriteEndElement();
            entries.ForEach(e => WriteEntry(xml, e.Message, e.Xml, addressOf(e.Message)));
            xml.WriteEndElement();
        }

        return text.ToString();
    }

    /// <summary>The newest incidents of which the public was told anything, newest first, each with what it was told, oldest first.</summary>
    public IEnumerable<(Incident Incident, IReadOnlyList<CapMessage> Messages)> Published() =>
        PublicIncidents().Select(incident => (incident, (IReadOnlyList<CapMessage>)[.. MessagesOf(incident).Where(m => m.IsPublic)]));

    private static void WriteEntry(XmlWriter xml, CapMessage message, CapXml of, string address)
    {
        xml.WriteStartElement("entry", Atom);
        xml.WriteElementString("id", Atom, $"urn:waterwatch:{of.IdentifierOf(message)}");
        xml.WriteElementString("title", Atom, $"{of.Headline(message, chinese: false)} {of.Headline(message, chinese: true)}");
        xml.WriteElementString("updated", Atom, Instants.Format(message.SentAt));
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", "alternate");
        xml.WriteAttributeString("type", CapXml.ContentType);
        xml.WriteAttributeString("href", address);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private IEnumerable<Incident> PublicIncidents() => log.AllIncidents().Where(i => i.Publication != Publication.NotApproved).Take(MostIncidentsInFeed);
}
