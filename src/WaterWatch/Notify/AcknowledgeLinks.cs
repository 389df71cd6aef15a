using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using WaterWatch.OnCall;
using WaterWatch.Storage;

namespace WaterWatch.Notify;

/// <summary>Why a link is not taken.</summary>
internal enum LinkFault : byte
{
    None,

    /// <summary>Not made by this service, or changed since.</summary>
    Forged,

    Expired,
}

/// <summary>
/// Links in mails by which a person takes an alert on, without a password at three in the morning. A link names one notification and when it ends, signed by HMAC-SHA256 with a key
/// that only this service has: it is good for acknowledging what that notification told to whom it told it, and for nothing else.
/// </summary>
/// <param name="key">32 bytes.</param>
/// <param name="publicUrl">Where people reach the service; null when nobody said, and then there are no links.</param>
internal sealed class AcknowledgeLinks(byte[] key, Uri? publicUrl)
{
    public const string Path = "acknowledge";
    private const string FileName = "links.key";
    private const int KeyBytes = 32;
    private const int BodyBytes = 16;

    /// <summary>Part of what is signed, so that no signature made for anything else is ever good here.</summary>
    private static ReadOnlySpan<byte> Purpose => "waterwatch acknowledge 1\0"u8;

    /// <summary>Makes no links.</summary>
    public static AcknowledgeLinks None { get; } = new(new byte[KeyBytes], null);

    /// <summary>Longer than any escalation waits, short enough that an old mail box opens nothing.</summary>
    public static TimeSpan GoodFor { get; } = TimeSpan.FromDays(3);

    /// <summary>Reads the key of a directory, making one when there is none: links outlive a restart.</summary>
    /// <exception cref="StorageException">It cannot be read or written, or is no key.</exception>
    public static AcknowledgeLinks Of(string directory, Uri? publicUrl)
    {
        var file = System.IO.Path.Combine(directory, FileName);
        try
        {
            if (!File.Exists(file))
            {
                var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                }

                using var stream = new FileStream(file, options);
                stream.Write(RandomNumberGenerator.GetBytes(KeyBytes));
            }

            var key = File.ReadAllBytes(file);
            return key.Length == KeyBytes
                ? new AcknowledgeLinks(key, publicUrl)
                : throw new StorageException($"{file} is no key of {KeyBytes} bytes; remove it, and links that were sent until now end.", retryable: false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{file} cannot be used ({failure.Message}); let this user read and write it.", retryable: false);
        }
    }

    /// <summary>Null when there is nothing to acknowledge in it, or nobody knows where the service is reached.</summary>
    public string? UrlOf(Notification notification) =>
        publicUrl is null || notification.Subject is null || notification.Reason is NotifyReason.Resolved or NotifyReason.Test
            ? null
            : new Uri(publicUrl, $"{Path}/{TokenOf(notification.Id, notification.QueuedAt + GoodFor)}").AbsoluteUri;

    public string TokenOf(long notification, DateTimeOffset until)
    {
        Span<byte> token = stackalloc byte[BodyBytes + HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, notification);
        BinaryPrimitives.WriteInt64BigEndian(token[8..], until.ToUnixTimeSeconds());
        Sign(token[..BodyBytes], token[BodyBytes..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The notification that a link is of.</summary>
    public LinkFault Read(string token, DateTimeOffset now, out long notification)
    {
        notification = 0;
        Span<byte> bytes = stackalloc byte[BodyBytes + HMACSHA256.HashSizeInBytes];
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (token.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out _))
        {
            return LinkFault.Forged;
        }

        Sign(bytes[..BodyBytes], signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, bytes[BodyBytes..]))
        {
            return LinkFault.Forged;
        }

        if (now.ToUnixTimeSeconds() > BinaryPrimitives.ReadInt64BigEndian(bytes[8..]))
        {
            return LinkFault.Expired;
        }

        notification = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return LinkFault.None;
    }

    private void Sign(ReadOnlySpan<byte> body, Span<byte> into)
    {
        Span<byte> signed = stackalloc byte[Purpose.Length + BodyBytes];
        Purpose.CopyTo(signed);
        body.CopyTo(signed[Purpose.Length..]);
        HMACSHA256.HashData(key, signed, into);
    }
}
