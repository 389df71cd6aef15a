using WaterWatch.Projection;

namespace WaterWatch.Tests.Projection;

/// <summary>Answers as the servers give them: InfluxDB 1.6 and 1.8, 2, 3, and what stands between us and them.</summary>
public sealed class InfluxAnswerTests
{
    [Fact]
    public void Only_204_says_that_points_are_written()
    {
        Assert.Equal(WriteResult.Written, InfluxAnswer.Of(204, ""));
        Assert.Equal(WriteOutcome.Denied, InfluxAnswer.Of(200, "<html>Welcome to the network</html>").Outcome);
        Assert.Equal(WriteOutcome.Denied, InfluxAnswer.Of(302, "").Outcome);
    }

    [Theory]
    [InlineData(400, """{"error":"partial write: field type conflict: input field \"value\" on measurement \"reading\" is type string, already exists as type float dropped=1"}""", 1)]
    [InlineData(400, """{"error":"partial write: points beyond retention policy dropped=120"}""", 120)]
    [InlineData(400, """{"error":"partial write: max-values-per-tag limit exceeded (100000/100000): measurement=\"reading\" tag=\"station\" value=\"s1\" dropped=3"}""", 3)]
    [InlineData(400, """{"error":"unable to parse 'reading value=': missing field value"}""", null)]
    [InlineData(400, """{"error":"partial write: unable to parse 'reading': missing fields dropped=0"}""", null)]
    [InlineData(422, """{"code":"unprocessable entity","message":"failure writing points to database: partial write: points beyond retention policy dropped=2"}""", 2)]
    [InlineData(400, """{"code":"invalid","message":"unable to parse 'reading value=1 9223372036854775808': time outside range"}""", null)]
    public void A_server_that_does_not_take_a_point_is_believed_in_its_own_words(int status, string body, int? dropped)
    {
        var result = InfluxAnswer.Of(status, body);

        Assert.Equal(WriteOutcome.Refused, result.Outcome);
        Assert.Equal(dropped, result.Dropped);
        Assert.Contains(result.Words, body.Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_no_text_can_hold_are_shown_as_they_were_sent()
    {
        var result = InfluxAnswer.Of(500, """{"error":"\ud800"}""");

        Assert.Equal((WriteOutcome.Busy, """500: {"error":"\ud800"}"""), (result.Outcome, result.Words));
    }

    [Fact]
    public void InfluxDB_3_names_what_is_wrong_with_the_line()
    {
        var result = InfluxAnswer.Of(400, """{"error":"partial write of line protocol occurred","data":[{"original_line":"reading value=x","line_number":1,"error_message":"invalid column type for column 'value'"}]}""");

        Assert.Equal("partial write of line protocol occurred: invalid column type for column 'value'", result.Words);
    }

    /// <summary>A proxy that does not know the host must not make us give up readings.</summary>
    [Theory]
    [InlineData(400, """{"error":"database is required"}""")]
    [InlineData(400, "<html>400 Bad Request: Host not found</html>")]
    [InlineData(401, """{"error":"authorization failed"}""")]
    [InlineData(403, """{"error":"\"u\" user is not authorized to write to database \"waterwatch\""}""")]
    [InlineData(404, """{"error":"database not found: \"waterwatch\""}""")]
    public void A_refusal_that_is_not_about_points_gives_up_none_and_says_what_to_do(int status, string body)
    {
        var result = InfluxAnswer.Of(status, body);

        Assert.Equal(WriteOutcome.Denied, result.Outcome);
        Assert.StartsWith($"{status}: ", result.Words, StringComparison.Ordinal);
        Assert.EndsWith(".", result.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "")]
    [InlineData(503, "")]
    [InlineData(500, """{"error":"engine: error writing WAL entry: write /var/lib/influxdb/wal/waterwatch/autogen/1/_00001.wal: no space left on device"}""")]
    [InlineData(500, """{"error":"timeout"}""")]
    [InlineData(408, "")]
    public void A_server_that_cannot_now_is_asked_again_when_it_wishes(int status, string body)
    {
        var result = InfluxAnswer.Of(status, body, TimeSpan.FromSeconds(7));

        Assert.Equal(WriteOutcome.Busy, result.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(7), result.RetryAfter);
        Assert.StartsWith($"{status}", result.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_much_at_once_is_no_fault_of_any_point() => Assert.Equal(WriteOutcome.TooLarge, InfluxAnswer.Of(413, """{"error":"Request Entity Too Large"}""").Outcome);

    [Fact]
    public void Words_are_one_line_and_no_book()
    {
        var words = InfluxAnswer.Words($"one\r\ntwo\u0007{new string('x', 1000)}");

        Assert.StartsWith("one  two ", words, StringComparison.Ordinal);
        Assert.Equal(400, words.Length);
    }
}
