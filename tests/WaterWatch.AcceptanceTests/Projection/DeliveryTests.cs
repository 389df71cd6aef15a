using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Configuration.Options;
using WaterWatch.Projection;

namespace WaterWatch.AcceptanceTests.Projection;

/// <summary>Lines on their way into a real InfluxDB 1.6, past everything that a server and a network may do to them.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private readonly List<RefusedPoints> _aside = [];
    private readonly List<WriteResult> _heard = [];
    private Influxd? _influxd;

    public async Task InitializeAsync() => _influxd = Installed.Find("influxd") is null ? null : await Influxd.StartAsync();

    public async Task DisposeAsync()
    {
        if (_influxd is not null) await _influxd.DisposeAsync();
    }

    [SkippableFact]
    public async Task Every_fault_of_a_server_is_outlasted_and_everything_is_there_once()
    {
        Influxd.RequireOrSkip();
        await using var between = new FaultyDatabase(
            _influxd!.Port,
            FaultyDatabase.Answer("429 Too Many Requests", "Retry-After: 1\r\n"),
            FaultyDatabase.Answer("503 Service Unavailable", $"Retry-After: {DateTimeOffset.UtcNow.AddSeconds(2).ToString("R", CultureInfo.InvariantCulture)}\r\n"),
            FaultyDatabase.Answer("500 Internal Server Error", body: """{"error":"engine: error writing WAL entry: write /var/lib/influxdb/wal/_00001.wal: no space left on device"}"""),
            FaultyDatabase.HalfClosed,
            FaultyDatabase.Silent,
            "HTTP/1.1 204 No Con");

        await DeliverAsync(between.Url, ["reading,station=a value=1 1", "reading,station=b value=2 2"]);

        Assert.Equal(0, between.Left);
        Assert.Equal(
            [WriteOutcome.Busy, WriteOutcome.Busy, WriteOutcome.Busy, WriteOutcome.Unreachable, WriteOutcome.Unreachable, WriteOutcome.Unreachable, WriteOutcome.Written], _heard.Select(h => h.Outcome));
        Assert.Equal(TimeSpan.FromSeconds(1), _heard[0].RetryAfter);
        Assert.InRange(_heard[1].RetryAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2));
        Assert.Contains("no space left on device", _heard[2].Words, StringComparison.Ordinal);
        Assert.Equal([1, 2], (await _influxd.AskAsync("SELECT value FROM reading")).Single().Column("value").Select(v => v.GetDouble()));
    }

    [SkippableFact]
    public async Task Points_of_another_type_or_without_a_field_or_out_of_time_are_set_aside_with_the_words_of_InfluxDB_and_the_others_are_there()
    {
        Influxd.RequireOrSkip();
        string[] good = [.. Enumerable.Range(0, 500).Select(i => $"reading,station=s{i % 7} value={i} {i + 1}")];
        string[] bad = ["reading,station=s1 value=\"text\" 5000", "reading,station=s2 5001", "reading,station=s3 value=3 9223372036854775807"];

        await DeliverAsync(_influxd!.Url, [.. good[..100], bad[0], .. good[100..300], bad[1], .. good[300..], bad[2]]);

        Assert.Equal(bad.Order(), _aside.Select(a => Encoding.UTF8.GetString(a.Lines.Span).TrimEnd('\n')).Order());
        Assert.Contains(_aside, a => a.Words.Contains("field type conflict", StringComparison.Ordinal));
        Assert.Contains(_aside, a => a.Words.Contains("invalid field format", StringComparison.Ordinal));
        Assert.Contains(_aside, a => a.Words.Contains("time outside range", StringComparison.Ordinal));
        Assert.Equal(500, (await _influxd.AskAsync("SELECT count(value) FROM reading")).Single().Column("count").Single().GetInt64());
    }

    [SkippableFact]
    public async Task What_lies_before_the_retention_is_set_aside_at_once_where_it_is_all_and_found_where_it_is_not()
    {
        Influxd.RequireOrSkip();
        await _influxd!.AskAsync("ALTER RETENTION POLICY autogen ON waterwatch DURATION 30d");
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;

        await DeliverAsync(_influxd.Url, ["reading,station=a value=1 1", "reading,station=a value=2 2"]);
        Assert.Equal(2, Assert.Single(_aside).Count);
        Assert.Single(_heard);
        await DeliverAsync(_influxd.Url, ["reading,station=a value=1 3", $"reading,station=a value=2 {now}"]);

        Assert.Equal([2, 1], _aside.Select(a => a.Count));
        Assert.All(_aside, a => Assert.Contains("beyond retention policy", a.Words, StringComparison.Ordinal));
        Assert.Equal([2], (await _influxd.AskAsync("SELECT value FROM reading")).Single().Column("value").Select(v => v.GetDouble()));
    }

    [SkippableFact]
    public async Task A_database_that_is_not_there_is_said_with_what_to_do_and_no_point_is_given_up()
    {
        Influxd.RequireOrSkip();
        using var projection = InfluxClients.Of(new InfluxSettings(new Uri(_influxd!.Url), "nowhere"), TimeProvider.System);

        var result = await projection.WriteAsync("reading value=1 1\n"u8.ToArray(), default);

        Assert.Equal(WriteOutcome.Denied, result.Outcome);
        Assert.Contains("database not found", result.Words, StringComparison.Ordinal);
    }

    /// <summary>Names as people and devices may write them, some of them written to do harm.</summary>
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_name_comes_back_as_it_was_asked_for_bound_or_written(bool binds)
    {
        Influxd.RequireOrSkip();
        string[] names = ["plain", "it's", "a \"quoted\" one", @"c:\icp", "two\nlines", "'; DROP DATABASE waterwatch; --", "拉浪 大坝", "a b,c=d", "$from", "\\' OR 1=1"];
        var lines = new LineWriter();
        foreach (var name in names) lines.Begin(LineWriter.Prefix("reading", ("station", name))).Field("value"u8, name.Length).Field("mark"u8, name).At(1);
        await DeliverAsync(_influxd!.Url, Encoding.UTF8.GetString(lines.Written.Span).TrimEnd('\n').Split('\n'));
        using var database = new InfluxAsk(new InfluxSettings(new Uri(_influxd.Url))) { Binds = binds };

        Assert.Empty(_aside);
        foreach (var name in names)
        {
            var found = await database.AskAsync(
                """SELECT "value", "mark" FROM "reading" WHERE "station" = $station AND "mark" = $mark AND time >= $from GROUP BY *""",
                new Dictionary<string, object> { ["station"] = LineWriter.Tag(name), ["mark"] = LineWriter.Text(name), ["from"] = 1L },
                default);

            var series = Assert.Single(found);
            Assert.Equal(LineWriter.Tag(name), series.Tags["station"]);
            Assert.Equal(name.Length, Assert.Single(series.Rows)[1].GetInt64());
        }

        Assert.Equal(binds, database.Binds);
    }

    [Theory]
    [InlineData(InfluxApi.V1)]
    [InlineData(InfluxApi.V2)]
    public async Task An_authority_of_our_own_is_believed_where_it_is_named_and_the_remedy_is_said_where_it_is_not(InfluxApi api)
    {
        using var authority = new OwnAuthority();
        await using var server = new SecureDatabase(authority.Server);
        var url = new Uri($"https://127.0.0.1:{server.Port}");
        var settings = new InfluxSettings(url) { Api = api };
        using var trusting = InfluxClients.Of(settings with { Authorities = new() { X509CertificateLoader.LoadCertificateFromFile(authority.CaFile) } }, TimeProvider.System);
        using var wary = InfluxClients.Of(settings, TimeProvider.System);

        Assert.Equal(WriteResult.Written, await trusting.WriteAsync("reading value=1 1\n"u8.ToArray(), default));
        var refused = await wary.WriteAsync("reading value=1 1\n"u8.ToArray(), default);

        Assert.Equal(WriteOutcome.Unreachable, refused.Outcome);
        Assert.Contains("ca_file", refused.Words, StringComparison.Ordinal);
    }

    private async Task DeliverAsync(string url, string[] lines)
    {
        // Short enough that a silent server is outlasted within the test.
        using var projection = InfluxClients.Of(new InfluxSettings(new Uri(url)), TimeProvider.System, TimeSpan.FromMilliseconds(1500));
        var delivery = new PointDelivery(projection, new ShortTime(), _heard.Add);
        await delivery.DeliverAsync(
            Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))),
            lines.Length,
            points =>
            {
                _aside.Add(points);
                return Task.CompletedTask;
            },
            default);
    }

    /// <summary>A clock on which a minute is hardly anything.</summary>
    private sealed class ShortTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
    }
}
