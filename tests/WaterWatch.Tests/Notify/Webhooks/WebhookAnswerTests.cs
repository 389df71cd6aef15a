using WaterWatch.Configuration.Options;
using WaterWatch.Configuration.PeopleFiles;
using WaterWatch.Notify.Webhooks;

namespace WaterWatch.Tests.Notify.Webhooks;

public sealed class WebhookAnswerTests
{
    private static readonly WebhookSettings Robot = new("robot", new Uri("https://robot.example.org/send?key=0000-hidden"), new Secret("sample-secret"));

    [Theory]
    [InlineData("""{"data":{"ids":["m-17"]}}""", "data.ids.0", "m-17")]
    [InlineData("""{"errcode":0}""", "errcode", "0")]
    [InlineData("""{"ok":true}""", "ok", "True")]
    [InlineData("""{"data":{}}""", "data", null)]
    [InlineData("""{"data":1}""", "data.id", null)]
    [InlineData("""[1]""", "7", null)]
    [InlineData("ok", "data", null)]
    public void A_path_leads_to_one_value_or_to_nothing(string json, string path, string? value) => Assert.Equal(value, WebhookAnswer.At(json, path));

    [Theory]
    [InlineData("sent to +86 138-0000-0000", "sent to …")]
    [InlineData("sent to 13800000000 as 20120115", "sent to … as 20120115")]
    [InlineData("ana@example.org is away", "… is away")]
    [InlineData("key 0000-hidden has ended", "key … has ended")]
    [InlineData("signed with sample-secret", "signed with …")]
    [InlineData("a\u0007b\u2028c\u202Ed", "a b c d")]
    public void Nothing_that_must_not_be_on_the_timeline_gets_there(string said, string words) =>
        Assert.Equal(words, WebhookAnswer.Words(said, Some.Person() with { Phone = "+86 138 0000 0000" }, Robot));

    [Fact]
    public void The_words_are_at_most_200_characters() => Assert.Equal(200, WebhookAnswer.Words(new string('x', 5000), null, Robot).Length);

    [Fact]
    public void Settings_print_without_address_and_secret() => Assert.Equal("robot", $"{Robot}");
}
