using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>What came of a CONNECT.</summary>
/// <param name="Session">Null when it is refused.</param>
/// <param name="IsPresent">Whether the session was there before.</param>
/// <param name="Previous">Who spoke for it before, to be ended with Session taken over [MQTT-3.1.4-3].</param>
/// <param name="Turn">Later connections of one session have higher ones.</param>
/// <param name="Reason">Success, or why there is no session.</param>
internal readonly record struct Opened(Session? Session, bool IsPresent = false, BrokerConnection? Previous = null, long Turn = 0, ReasonCode Reason = ReasonCode.Success);

/// <summary>All sessions by client identifier: who speaks for which, and when one ends.</summary>
internal sealed class Sessions(MqttBrokerOptions options, Router router, BrokerCounters counters)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private long _turns;

    public int Count
    {
        get
        {
            lock (_lock) return _sessions.Count;
        }
    }

    /// <summary>
    /// The session of a connecting client: an earlier one, unless it asked for a clean start, or a new one. One that another user began is not given: his messages, and
    /// his place, are not to be taken. When there are too many, the one that has been without a connection longest ends: clients that come with a new identifier each time
    /// must not keep everybody else out for good.
    /// </summary>
    public Opened Open(ConnectPacket connect, MqttConnect who, BrokerConnection connection)
    {
        var clientId = who.ClientId;
        Session? ended = null;
        Opened opened;
        lock (_lock)
        {
            var present = _sessions.TryGetValue(clientId, out var session);
            if (present && session!.User != who.User) return new Opened(null, Reason: ReasonCode.NotAuthorized);
            var previous = session?.Connection;
            if (present && connect.CleanStart)
            {
                (ended, session, present) = (session, null, false);
                _sessions.Remove(clientId);
            }
            if (session is null && _sessions.Count >= options.MaximumSessions)
            {
                ended = _sessions.Values.Where(s => s.Connection is null).MinBy(s => s.DetachedAt);
                if (ended is null) return new Opened(null, Reason: ReasonCode.QuotaExceeded);
                _sessions.Remove(ended.ClientId);
                counters.Refused(MqttRefusal.Sessions);
            }
            _sessions[clientId] = session ??= new Session(clientId, who.User, options, counters);
            session.Connection = connection;
            session.ExpirySeconds = ExpiryOf(connect);
            opened = new Opened(session, present, previous, ++_turns);
        }
        if (ended is not null) Discard(ended);
        return opened;
    }

    /// <summary>The connection is gone; false when another one speaks for the session by now.</summary>
    /// <param name="session">The session.</param>
    /// <param name="connection">Who spoke for it.</param>
    /// <param name="expirySeconds">What DISCONNECT said instead of CONNECT.</param>
    public bool Leave(Session session, BrokerConnection connection, uint? expirySeconds)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(session.Connection, connection)) return false;
            session.Connection = null;
            session.ExpirySeconds = expirySeconds ?? session.ExpirySeconds;
            session.DetachedAt = options.TimeProvider.GetTimestamp();
            var isKept = session.ExpirySeconds != 0 && _sessions.TryGetValue(session.ClientId, out var current) && ReferenceEquals(current, session);
            if (isKept) return true;
            // Also one that was ended while its connection still subscribed: nothing of it may stay in the router.
            Forget(session);
        }
        Discard(session);
        return true;
    }

    /// <summary>Whether nothing is left that a delayed will would wait for: the session has ended.</summary>
    public bool IsGone(Session session)
    {
        lock (_lock) return !_sessions.TryGetValue(session.ClientId, out var current) || !ReferenceEquals(current, session);
    }

    public bool IsOnline(Session session)
    {
        lock (_lock) return session.Connection is not null;
    }

    /// <summary>Ends a session that did not keep up, and its connection.</summary>
    public void Overflow(Session session)
    {
        var connection = End(session);
        if (connection is null) counters.Refused(MqttRefusal.QueueFull);
        else connection.Abort(new(ReasonCode.QuotaExceeded, "the subscriber does not keep up"));
    }

    /// <summary>Ends a session; its connection, if any, is given back to be ended.</summary>
    public BrokerConnection? End(Session session)
    {
        BrokerConnection? connection;
        lock (_lock)
        {
            Forget(session);
            connection = session.Connection;
        }
        Discard(session);
        return connection;
    }

    /// <summary>Ends the sessions that have been without a connection for longer than they asked for (MQTT 5.0 §3.1.2.11.2).</summary>
    public void EndExpired()
    {
        List<Session> expired;
        lock (_lock)
        {
            expired = [.. _sessions.Values.Where(IsExpired)];
            foreach (var session in expired) _sessions.Remove(session.ClientId);
        }
        foreach (var session in expired) Discard(session);
    }

    private bool IsExpired(Session session) =>
        session.Connection is null
        && session.ExpirySeconds != uint.MaxValue
        && options.TimeProvider.GetElapsedTime(session.DetachedAt) >= TimeSpan.FromSeconds(session.ExpirySeconds);

    private void Forget(Session session)
    {
        if (_sessions.TryGetValue(session.ClientId, out var current) && ReferenceEquals(current, session)) _sessions.Remove(session.ClientId);
    }

    private void Discard(Session session)
    {
        router.UnsubscribeAll(session);
        var left = session.End();
        if (left.Count == 0) return;
        HashSet<PacketOutput> touched = [];
        router.HandOver(left, touched, out var overflowed);
        foreach (var output in touched) output.Flush();
        foreach (var full in overflowed ?? []) Overflow(full);
    }

    // 3.1.1 has no interval: Clean Session 0 keeps for good, 1 not at all (MQTT 5.0 appendix C says how both relate).
    private static uint ExpiryOf(ConnectPacket connect) => connect.Protocol == MqttProtocol.V5
        ? connect.Properties?.Number(PropertyId.SessionExpiryInterval) ?? 0
        : connect.CleanStart ? 0 : uint.MaxValue;
}
