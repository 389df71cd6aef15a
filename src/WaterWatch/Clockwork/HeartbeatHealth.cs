namespace WaterWatch.Clockwork;

/// <summary>Whether whoever watches this service has heard from it, for <c>/metrics</c>. Written by the heartbeat, read by many.</summary>
internal sealed class HeartbeatHealth
{
    private readonly Lock _lock = new();
    private string? _trouble;
    private DateTimeOffset? _sentAt;
    private long _failures;

    /// <summary>Why the newest could not be sent; null when it was, and before the first.</summary>
    public string? Trouble => Read().Trouble;

    public (string? Trouble, DateTimeOffset? SentAt, long Failures) Read()
    {
        lock (_lock)
        {
            return (_trouble, _sentAt, _failures);
        }
    }

    public void Sent(DateTimeOffset at)
    {
        lock (_lock)
        {
            (_trouble, _sentAt) = (null, at);
        }
    }

    public void Failed(string why)
    {
        lock (_lock)
        {
            (_trouble, _failures) = (why, _failures + 1);
        }
    }
}
