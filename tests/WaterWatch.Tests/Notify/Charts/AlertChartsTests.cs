using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Notify;
using WaterWatch.Notify.Charts;
using WaterWatch.OnCall;
using WaterWatch.Storage;
using WaterWatch.Tests.Storage;

namespace WaterWatch.Tests.Notify.Charts;

public sealed class AlertChartsTests
{
    [Fact]
    public void A_mail_has_its_chart_inside_with_its_words_beside()
    {
        using var data = new DataDirectory();
        using var log = WatchLog.Open(data.Path);
        using var mail = MailMessages.Of(Some.Outgoing(Some.Briefing()), "ana@example.org", "watch@example.org", Some.Links, new AlertCharts(log.Reader, NullLogger<AlertCharts>.Instance));

        var html = mail.AlternateViews[1];
        var picture = Assert.Single(html.LinkedResources);
        Assert.Equal(("image/png", 0x89), (picture.ContentType.MediaType, picture.ContentStream.ReadByte()));
        using var reader = new StreamReader(html.ContentStream);
        var text = reader.ReadToEnd();
        Assert.Contains($"src=\"cid:{picture.ContentId}\" alt=\"Cadmium at Lalang, the 72 h to 15 Jan 09:42: no samples. The limit is 0.005 mg/L.\"", text, StringComparison.Ordinal);
        Assert.Contains("octagon: this alert, Red", text, StringComparison.Ordinal);
    }

    [Fact]
    public void When_it_cannot_be_drawn_the_mail_goes_without_and_the_log_says_so_once()
    {
        // Nothing to read from is a fault like any other.
        var said = new CountingLogger();
        var charts = new AlertCharts(null!, said);

        Assert.Null(charts.Of(Some.Briefing(), chinese: true));
        Assert.Null(charts.Of(Some.Briefing(), chinese: true));
        Assert.Equal(1, said.Count);
    }

    [Fact]
    public void What_is_of_no_determinand_has_none()
    {
        using var data = new DataDirectory();
        using var log = WatchLog.Open(data.Path);
        var charts = new AlertCharts(log.Reader, NullLogger<AlertCharts>.Instance);

        Assert.Null(charts.Of(new Briefing(Some.Notification(NotifyReason.Test), Some.Now), chinese: false));
    }

    private sealed class CountingLogger : ILogger<AlertCharts>
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }
}
