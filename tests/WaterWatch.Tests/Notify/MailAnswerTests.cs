using WaterWatch.Notify;
using WaterWatch.OnCall;

namespace WaterWatch.Tests.Notify;

/// <summary>What a mail server's "no" means: for good, for now, or for everybody.</summary>
public class MailAnswerTests
{
    [Theory]
    [InlineData(450, "4.2.0 greylisted, come back in 5 minutes", DeliveryOutcome.MayRetry)]
    [InlineData(550, "5.1.1 no such user here", DeliveryOutcome.Refused)]
    [InlineData(553, "5.1.3 that is no address", DeliveryOutcome.Refused)]
    [InlineData(552, "5.2.2 mailbox full", DeliveryOutcome.MayRetry)]
    [InlineData(550, "5.7.1 Unable to relay", DeliveryOutcome.MayRetry)]
    [InlineData(550, "Relay not permitted", DeliveryOutcome.MayRetry)]
    public void Said_of_the_address(int code, string words, DeliveryOutcome expected) =>
        Assert.Equal((expected, false), (MailAnswer.No(code, words, isOfRecipient: true).Outcome, MailAnswer.No(code, words, isOfRecipient: true).IsServerLost));

    [Theory]
    [InlineData(552, "5.3.4 message too large", DeliveryOutcome.Refused, false)]
    [InlineData(554, "5.7.1 content not accepted", DeliveryOutcome.MayRetry, false)]
    [InlineData(451, "4.3.0 the scanner is down", DeliveryOutcome.MayRetry, false)]
    [InlineData(421, "4.3.2 shutting down", DeliveryOutcome.MayRetry, true)]
    [InlineData(454, "4.7.0 TLS not available", DeliveryOutcome.MayRetry, true)]
    [InlineData(530, "5.7.0 Authentication required", DeliveryOutcome.MayRetry, true)]
    [InlineData(535, "5.7.8 credentials invalid", DeliveryOutcome.MayRetry, true)]
    [InlineData(-1, "Connection refused", DeliveryOutcome.MayRetry, true)]
    public void Said_of_the_mail_or_of_all(int code, string words, DeliveryOutcome expected, bool isServerLost) =>
        Assert.Equal((expected, isServerLost), (MailAnswer.No(code, words, isOfRecipient: false).Outcome, MailAnswer.No(code, words, isOfRecipient: false).IsServerLost));

    [Fact]
    public void The_code_stands_before_the_words_once()
    {
        Assert.Equal("550 5.1.1 no such user", MailAnswer.No(550, "5.1.1 no such user", isOfRecipient: true).Answer);
        Assert.Equal("550 no such user", MailAnswer.No(550, "550 no such user", isOfRecipient: true).Answer);
        Assert.Equal("Connection refused", MailAnswer.No(-1, "Connection refused", isOfRecipient: false).Answer);
    }
}
