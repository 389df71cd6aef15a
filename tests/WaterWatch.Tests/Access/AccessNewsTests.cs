using Microsoft.Extensions.Logging;
using WaterWatch.Access;
using WaterWatch.Tests.Storage;

namespace WaterWatch.Tests.Access;

public sealed class AccessNewsTests
{
    [Fact]
    public void What_another_process_does_is_said_once()
    {
        using var directory = new DataDirectory();
        using var store = AccessStore.Open(directory.Path);
        using var commandLine = AccessStore.Open(directory.Path);
        using var lines = new Lines();
        using var news = new AccessNews(store, lines);
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        commandLine.AddToken("before", Role.Viewer, null, "root", now, out _);

        news.Say();
        Assert.Empty(lines.Said);
        commandLine.AddToken("grafana", Role.Viewer, null, "root at the command line", now, out var secret);
        commandLine.RemoveToken("before", "root at the command line", now);
        news.Say();
        news.Say();

        Assert.Equal(
            ["Who may come in: token grafana added as viewer, without an end, by root at the command line", "Who may come in: token before removed, by root at the command line"], lines.Said);
        Assert.DoesNotContain(lines.Said, line => line.Contains(secret, StringComparison.Ordinal));
    }

    /// <summary>Keeps what is logged.</summary>
    private sealed class Lines : ILogger<AccessNews>, IDisposable
    {
        public List<string> Said { get; } = [];

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception));

        public void Dispose()
        {
            // Nothing is held; scopes are of no interest here.
        }
    }
}
