using System.Text;
using WaterWatch.Notify.Webhooks;
using WaterWatch.Tests.Configuration;

namespace WaterWatch.Tests.Notify.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Message = "v1=6595aa03bc26fd2ab98887b80e1e138f8ea92bfc3e79b5f490946dda625f2a4d";
    private const string Receipt = "v1=d7a568dc84738183c22105ed943f96d47ee20631aceaae081bd2feda394ebacb";

    [Fact]
    public void The_examples_of_the_README_are_right()
    {
        Assert.Equal(Message, WebhookSignature.OfMessage("sample-secret", 1326591720, """{"version":1,"notification":7}"""u8));
        Assert.Equal(Receipt, WebhookSignature.OfReceipt("sample-secret", 1326591720, 7, """{"receipt":"m-17","outcome":"answered"}"""u8));
        var readme = File.ReadAllText(Path.Combine(Repository.Config, "README.md"));
        Assert.All([Message, Receipt], signature => Assert.Contains(signature, readme, StringComparison.Ordinal));
    }

    [Fact]
    public void A_receipt_is_good_for_its_notification_alone_and_no_message_is_good_as_a_receipt()
    {
        var body = Encoding.UTF8.GetBytes("""{"outcome":"answered"}""");
        string[] all = [WebhookSignature.OfReceipt("s", 1, 7, body), WebhookSignature.OfReceipt("s", 1, 8, body), WebhookSignature.OfReceipt("s", 2, 7, body), WebhookSignature.OfReceipt("t", 1, 7, body), WebhookSignature.OfMessage("s", 1, body)];
        Assert.Distinct(all);
        Assert.True(WebhookSignature.AreSame(all[0], all[0]));
        Assert.All(all[1..], other => Assert.False(WebhookSignature.AreSame(all[0], other)));
        Assert.False(WebhookSignature.AreSame(all[0], ""));
    }
}
