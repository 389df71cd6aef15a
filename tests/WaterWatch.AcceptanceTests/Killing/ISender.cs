namespace WaterWatch.AcceptanceTests.Killing;

/// <summary>A station with its own connection, which sends its load in order, and again what was not acknowledged. Goes on only as far as it is allowed to.</summary>
internal interface ISender : IAsyncDisposable
{
    /// <summary>Lets it send the messages before that one.</summary>
    void Allow(int through);

    /// <summary>Complete when every message has been acknowledged.</summary>
    Task CompleteAsync();
}
