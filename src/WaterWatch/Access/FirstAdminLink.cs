using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace WaterWatch.Access;

/// <summary>
/// The link by which the first admin sets a password: printed at a start without any user, good once, for a day, and only as long as there is no user. It is kept in memory alone: the next
/// start prints another.
/// </summary>
internal sealed class FirstAdminLink(AccessStore store, TimeProvider clock)
{
    public const string Path = "first-admin";
    private const int TokenBytes = 32;

    private readonly Lock _using = new();
    private byte[]? _token;
    private DateTimeOffset _until;

    public static TimeSpan GoodFor { get; } = TimeSpan.FromHours(24);

    /// <summary>A new link, which ends the one before.</summary>
    /// <returns>Its token; null when there is a user.</returns>
    public string? Make()
    {
        if (store.HasUsers)
        {
            return null;
        }

        lock (_using)
        {
            var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
            (_token, _until) = (Encoding.UTF8.GetBytes(token), clock.GetUtcNow() + GoodFor);
            return token;
        }
    }

    public bool IsGood(string token)
    {
        lock (_using)
        {
            return _token is not null && clock.GetUtcNow() < _until && CryptographicOperations.FixedTimeEquals(_token, Encoding.UTF8.GetBytes(token)) && !store.HasUsers;
        }
    }

    /// <summary>Makes the first admin and ends the link. What is refused may be tried again.</summary>
    /// <returns>Null when it is done, or why not.</returns>
    public string? Use(string token, string name, string password)
    {
        lock (_using)
        {
            if (!IsGood(token))
            {
                return "The link is not good any more.";
            }

            var refusal = store.AddUser(name, Role.Admin, password, "the first start's link", clock.GetUtcNow(), onlyAsFirst: true);
            _token = refusal is null ? null : _token;
            return refusal;
        }
    }
}
