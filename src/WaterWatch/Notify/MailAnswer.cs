using System.Text.RegularExpressions;
using WaterWatch.OnCall;

namespace WaterWatch.Notify;

/// <summary>What a mail server's "no" means for the mail and for those behind it (RFC 5321, 4.2; enhanced codes by RFC 3463), whichever client heard it.</summary>
internal static partial class MailAnswer
{
    private const int LongestWords = 200;

    /// <param name="code">Of the answer, such as 550; below 400 where there was none.</param>
    /// <param name="isOfRecipient">It was said to the address, before the mail itself was shown.</param>
    public static DeliveryResult No(int code, string words, bool isOfRecipient)
    {
        var isForGood = code >= 500 && !MayChange(words) && (isOfRecipient || code == 552);
        return new DeliveryResult(
            isForGood ? DeliveryOutcome.Refused : DeliveryOutcome.MayRetry,
            Words(code >= 400 && !words.StartsWith($"{code}", StringComparison.Ordinal) ? $"{code} {words}" : words),
            IsServerLost: !isOfRecipient && IsOfAll(code));
    }

    /// <summary>No answer, or none that lets us in: others would fare no better.</summary>
    public static DeliveryResult Lost(string words) => new(DeliveryOutcome.MayRetry, Words(words), IsServerLost: true);

    /// <summary>A certificate that cannot be trusted, with what to do.</summary>
    public static DeliveryResult Untrusted(string words) =>
        Lost(words) with { Answer = $"{Words(words).TrimEnd('.')}. If the server's CA is your own, make it known to this machine, or name its file in the variable SSL_CERT_FILE" };

    /// <summary>Relaying, rights and a full mailbox say nothing of whether the address exists: they are put right by people, and until then the mail must wait.</summary>
    public static bool MayChange(string words) => Policy().IsMatch(words);

    /// <summary>At most 200 characters on one line. Servers like to repeat the address; it must not come into the record.</summary>
    public static string Words(string answer)
    {
        var clean = Address().Replace(answer.ReplaceLineEndings(" "), "…").Trim();
        return clean.Length <= LongestWords ? clean : clean[..(LongestWords - 1)] + "…";
    }

    /// <summary>Going away (421), TLS or sign-in out of order (454), sign-in wanted or not accepted. Anything else may be about this one mail, which must not stop the others.</summary>
    private static bool IsOfAll(int code) => code is < 400 or 421 or 454 or 530 or 534 or 535 or 538;

    [GeneratedRegex(@"\b5\.(7\.\d+|2\.2)\b|\brelay", RegexOptions.IgnoreCase)]
    private static partial Regex Policy();

    [GeneratedRegex(@"[^\s<>""'():,;]+@[^\s<>""'():,;]+")]
    private static partial Regex Address();
}
