namespace WaterWatch.Mqtt.Broker;

/// <summary>
/// The sessions that share one subscription (MQTT 5.0 §4.8.2): each message goes to one of them, in turn among those that are connected. Guarded by <see cref="Router"/>.
/// </summary>
internal sealed class SharedGroup
{
    private readonly List<(Session Session, Granted Granted)> _members = [];
    private int _next;

    public bool IsEmpty => _members.Count == 0;

    public void Put(Session session, in Granted granted)
    {
        var at = _members.FindIndex(m => ReferenceEquals(m.Session, session));
        if (at < 0) _members.Add((session, granted));
        else _members[at] = (session, granted);
    }

    public void Remove(Session session) => _members.RemoveAll(m => ReferenceEquals(m.Session, session));

    /// <summary>Whose turn it is: of those connected, else of those whose session waits; false when there is nobody.</summary>
    public bool TryChoose(out Session session, out Granted granted)
    {
        for (var i = 0; i < _members.Count; i++)
        {
            var at = (_next + i) % _members.Count;
            if (!_members[at].Session.IsOnline) continue;
            return Take(at, out session, out granted);
        }
        if (_members.Count > 0) return Take(_next % _members.Count, out session, out granted);
        (session, granted) = (null!, default);
        return false;
    }

    private bool Take(int at, out Session session, out Granted granted)
    {
        (session, granted) = _members[at];
        _next = at + 1;
        return true;
    }
}
