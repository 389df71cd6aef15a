using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WaterWatch.Notify.Webhooks;

/// <summary>
/// How messages and receipts are signed: <c>v1=</c> and HMAC-SHA256 in lower-case hex, with the webhook's secret as key, over the time in seconds since 1970, a point and the body. A receipt has the
/// number of its notification between them, so that it is good for no other, and no message of ours is ever good as one.
/// </summary>
internal static class WebhookSignature
{
    public const string TimestampHeader = "WaterWatch-Timestamp";
    public const string SignatureHeader = "WaterWatch-Signature";
    private const string Version = "v1=";

    /// <summary>A receipt is taken that much before or after it was signed; clocks of gateways are not ours.</summary>
    public static TimeSpan GoodFor { get; } = TimeSpan.FromMinutes(5);

    public static string OfMessage(string secret, long timestamp, ReadOnlySpan<byte> body) => Of(secret, string.Create(CultureInfo.InvariantCulture, $"{timestamp}."), body);

    public static string OfReceipt(string secret, long timestamp, long notification, ReadOnlySpan<byte> body) =>
        Of(secret, string.Create(CultureInfo.InvariantCulture, $"{timestamp}.{notification}."), body);

    /// <summary>The same time whatever is wrong with it.</summary>
    public static bool AreSame(string expected, string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    private static string Of(string secret, string head, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(head));
        hmac.AppendData(body);
        return Version + Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}
