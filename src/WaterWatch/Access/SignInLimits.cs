using System.Net;
using System.Net.Sockets;

namespace WaterWatch.Access;

/// <summary>
/// How often somebody may try to sign in: so often for a name from anywhere, and so often from an address with any names. A try is counted before its password is looked at, so that many at
/// once are counted too.
/// </summary>
internal sealed class SignInLimits
{
    public const int MostOfName = 10;
    public const int MostFromAddress = 30;

    // Names are the caller's to choose: without a bound they would fill the memory.
    private const int MostKept = 20_000;

    private readonly Lock _counting = new();
    private readonly Dictionary<string, (int Count, DateTimeOffset Since)> _tries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>After a name or an address was tried too often, this long after its first try it may try again.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Counts a try.</summary>
    /// <returns>Null when it may go on, or how long to wait.</returns>
    public TimeSpan? Try(string name, IPAddress? address, DateTimeOffset now)
    {
        lock (_counting)
        {
            Forget(now);

            // An address that has tried too often does not use up the tries of a name, or one machine could lock everybody out.
            return Count(KeyOf(address), MostFromAddress, now) ?? Count(KeyOf(name), MostOfName, now);
        }
    }

    /// <summary>The right password was given: the tries before it were mistakes of its owner.</summary>
    public void Succeeded(string name)
    {
        lock (_counting)
        {
            _tries.Remove(KeyOf(name));
        }
    }

    private TimeSpan? Count(string key, int most, DateTimeOffset now)
    {
        var (count, since) = _tries.TryGetValue(key, out var known) ? known : (0, now);
        if (count >= most)
        {
            return since + Window - now;
        }

        _tries[key] = (count + 1, since);
        return null;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, tries) in _tries)
        {
            if (now - tries.Since >= Window)
            {
                _tries.Remove(key);
            }
        }

        if (_tries.Count >= MostKept)
        {
            _tries.Clear();
        }
    }

    private static string KeyOf(string name) => $"name {(name.Length > AccessName.Longest ? name[..AccessName.Longest] : name)}";

    // One machine has as many IPv6 addresses as it likes below its own /64.
    private static string KeyOf(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } ? $"address {Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))}"
        : $"address {(address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address)}";
}
