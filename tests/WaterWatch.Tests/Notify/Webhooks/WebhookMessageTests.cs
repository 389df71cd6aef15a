using System.Text.Json;
using WaterWatch.Configuration.PeopleFiles;
using WaterWatch.Notify;
using WaterWatch.Notify.Webhooks;
using WaterWatch.OnCall;
using WaterWatch.Tests.Configuration;

namespace WaterWatch.Tests.Notify.Webhooks;

public sealed class WebhookMessageTests
{
    private static readonly Uri Public = new("https://water.example.org/watch/");

    private static Person Ana => Some.Person() with { Phone = "+86 138 0000 0000", Channels = [new Channel.Webhook("sms")] };

    [Fact]
    public void Our_own_message_gives_every_number_with_its_unit_and_the_lines_of_the_mail()
    {
        var message = Json(Body(null, Some.Briefing()));
        Assert.Equal((1, 7, "7.0123456789abcdef"), (message.GetProperty("version").GetInt32(), message.GetProperty("notification").GetInt64(), message.GetProperty("key").GetString()));
        Assert.Equal(("confirmed", "red", false), (message.GetProperty("reason").GetString(), message.GetProperty("level").GetString(), message.GetProperty("is_exercise").GetBoolean()));
        Assert.Equal(("ana", "+86 138 0000 0000"), (message.GetProperty("person").GetProperty("id").GetString(), message.GetProperty("person").GetProperty("phone").GetString()));
        var alert = message.GetProperty("alert");
        Assert.Equal((0.4075m, "mg/L", 0.005m, 81.5m), (alert.GetProperty("value").GetDecimal(), alert.GetProperty("unit").GetString(), alert.GetProperty("limit").GetDecimal(), alert.GetProperty("ratio").GetDecimal()));
        Assert.Equal("2012-01-15T01:30:00Z", alert.GetProperty("taken_at").GetString());
        Assert.Equal(new MailText(Some.Briefing(), chinese: false).Lines.Select(l => l.Text), message.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("text").GetString()));
        Assert.Equal("https://water.example.org/watch/api/v1/notifications/7/receipt", message.GetProperty("receipt_url").GetString());
        Assert.StartsWith("https://water.example.org/watch/acknowledge/", message.GetProperty("acknowledge_url").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_that_have_waited_are_one_message_under_the_newest()
    {
        var message = Json(Body(null, Some.Briefing(Some.Notification(id: 5)), Some.Briefing(Some.Notification(id: 7))));
        Assert.Equal(7, message.GetProperty("notification").GetInt64());
        Assert.Equal([5L], message.GetProperty("carried").EnumerateArray().Select(c => c.GetInt64()));
    }

    [Fact]
    public void Every_placeholder_is_filled_in()
    {
        var exercise = Some.Briefing(Some.Notification() with { IsExercise = true });
        var empty = WebhookTemplate.Names.Where(name => Body($$$"""{"x":"{{{{{name}}}}}"}""", exercise) == """{"x":""}""");
        Assert.Empty(empty);
    }

    [Fact]
    public void Whatever_a_name_holds_it_stays_inside_its_text()
    {
        const string hostile = "\"},{\"x\":\"\\ \u0001\n{{phone}}";
        var message = Json(Body("""{"text":"{{station}}"}""", Some.Briefing(stationName: hostile)));
        Assert.Equal(hostile, message.GetProperty("text").GetString());
        Assert.Single(message.EnumerateObject());
    }

    [Theory]
    [InlineData("{{subject:4}}", "[Re…")]
    [InlineData("{{ level }}", "red")]
    [InlineData("{{level:3}}", "red")]
    public void A_text_may_be_held_short(string written, string filled) =>
        Assert.Equal(filled, Json(Body($$"""{"x":"{{written}}"}""", Some.Briefing())).GetProperty("x").GetString());

    [Fact]
    public void A_pair_of_one_character_is_not_cut_in_two() =>
        Assert.Equal("""{"x":"…"}""", new WebhookTemplate("""{"x":"{{text:2}}"}""").Fill(new Dictionary<string, string> { ["text"] = "\U0001F41F fish" }));

    [Fact]
    public void The_robot_of_the_shipped_configuration_gets_a_text_it_takes()
    {
        var template = new WebhookTemplate(File.ReadAllText(Path.Combine(Repository.Config, "webhooks", "wecom-robot.json")));
        Assert.Empty(template.Unknown());
        Assert.Null(template.Fault());
        var outgoing = new Outgoing(Some.Person(Language.Chinese), new Channel.Webhook("robot"), [.. Enumerable.Range(1, 200).Select(i => Some.Briefing(Some.Notification(id: i)))]);
        var message = Json(new WebhookMessage(outgoing, Some.Links, Public).Body(template));
        var content = message.GetProperty("text").GetProperty("content").GetString()!;
        Assert.Equal("text", message.GetProperty("msgtype").GetString());
        Assert.Contains("拉浪", content, StringComparison.Ordinal);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(content), 100, 2048);
    }

    private static string Body(string? template, params Briefing[] briefings) =>
        new WebhookMessage(new Outgoing(Ana, new Channel.Webhook("sms"), briefings), Some.Links, Public).Body(template is null ? null : new WebhookTemplate(template));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
