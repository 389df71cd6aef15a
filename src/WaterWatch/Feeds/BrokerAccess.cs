using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using WaterWatch.Configuration.Options;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Broker;

namespace WaterWatch.Feeds;

/// <summary>
/// Who may come into the embedded broker, and what each may do there: a station publishes its own readings and hears its own commands, a reader hears
/// everything and publishes nothing, and whoever is on this machine may do all of it when anonymous is allowed.
/// </summary>
/// <remarks>
/// Passwords are compared by a hash that costs next to nothing, since they stand in the configuration in any case: a slow one would let a few connections
/// keep the processor busy.
/// </remarks>
internal sealed class BrokerAccess
{
    private readonly FrozenDictionary<string, Known> _byName;
    private readonly FrozenDictionary<string, Known> _byCertificate;
    private readonly bool _anonymous;
    private readonly IReadOnlyList<FeedTopic> _topics;
    private readonly TopicPattern _commandTopic;

    /// <param name="settings">Its users, and whether who has none may come.</param>
    /// <param name="topics">Those of the feed that listens to the broker.</param>
    /// <param name="commandTopic">Where a station hears its commands.</param>
    public BrokerAccess(BrokerSettings settings, IReadOnlyList<FeedTopic> topics, TopicPattern commandTopic)
    {
        (_anonymous, _topics, _commandTopic) = (settings.Anonymous, topics, commandTopic);
        Known[] all = [.. settings.Users.Select(u => new Known(u))];
        _byName = all.ToFrozenDictionary(k => k.User.Name, StringComparer.Ordinal);
        _byCertificate = all.Where(k => k.User.Certificate.Length > 0).ToFrozenDictionary(k => k.User.Certificate, StringComparer.Ordinal);
    }

    /// <summary>As whom the client comes in: the name of a user, "" for who needs none; or why not.</summary>
    public MqttAdmission Admit(MqttConnect who)
    {
        if (who.Certificate is { } certificate && _byCertificate.TryGetValue(certificate.SubjectName.Name, out var known))
        {
            var isAnother = who.UserName.Length > 0 && who.UserName != known.User.Name;
            return isAnother ? MqttAdmission.Refused(ReasonCode.NotAuthorized) : MqttAdmission.As(known.User.Name);
        }

        // Where there are no users a name says nothing: stations that were set up for another broker give one all the same.
        if (who.UserName.Length > 0 && _byName.Count > 0)
        {
            var isRight = _byName.TryGetValue(who.UserName, out var user) && user.Knows(who.Password.Span);
            return isRight ? MqttAdmission.As(who.UserName) : MqttAdmission.Refused(ReasonCode.BadUserNameOrPassword);
        }

        var isHere = who.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);
        return _anonymous && isHere ? MqttAdmission.As("") : MqttAdmission.Refused(ReasonCode.NotAuthorized);
    }

    public bool MayPublish(MqttConnect who, string topic)
    {
        if (who.User.Length == 0)
            return true;

        var known = _byName[who.User];
        return !known.User.IsReader && (topic.StartsWith(known.Own, StringComparison.Ordinal) || IsRouteOf(known.User, topic));
    }

    public bool MaySubscribe(MqttConnect who, string filter)
    {
        if (who.User.Length == 0)
            return true;

        var known = _byName[who.User];
        return known.User.IsReader
            || filter == $"{known.Own}command" || filter == $"{known.Own}hj212/ack"
            || filter == _commandTopic.TopicOf(known.User.River, known.User.Station)
            || IsAnswerTo(known.User, filter);
    }

    /// <summary>Whether who came in as this user may be that station: a reader that listens along to its commands is not, nor is another station.</summary>
    public bool MayBe(string user, string river, string station) =>
        user.Length == 0 || (_byName[user].User is var known && known.Station == station && known.River == river);

    // What a device sends to a topic of another layout is answered beside that topic.
    private bool IsAnswerTo(BrokerUser user, string filter)
    {
        var end = TopicRoutes.AnswersTo("");
        return filter.EndsWith(end, StringComparison.Ordinal) && filter[..^end.Length] is var topic && Topics.IsName(topic) && IsRouteOf(user, topic);
    }

    // Feeds may map another layout: what one of them reads as this station's is this station's.
    private bool IsRouteOf(BrokerUser user, string topic)
    {
        foreach (var route in _topics)
        {
            if (route.Pattern.TryMatch(topic, out string river, out string station) && route.StationOf(station) == user.Station && (river.Length == 0 || river == user.River))
                return true;
        }

        return false;
    }

    private sealed class Known(BrokerUser user)
    {
        private readonly byte[]? _digest = user.Password.IsEmpty ? null : SHA256.HashData(Encoding.UTF8.GetBytes(user.Password.Reveal()));

        public BrokerUser User => user;

        /// <summary>What its own topics begin with.</summary>
        public string Own { get; } = $"waterwatch/v1/{user.River}/{user.Station}/";

        public bool Knows(ReadOnlySpan<byte> password) => _digest is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(password), _digest);
    }
}
