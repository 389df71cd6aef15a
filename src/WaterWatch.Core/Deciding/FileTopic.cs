namespace WaterWatch.Deciding;

/// <summary>What stands for a topic where readings came with a file: the file by its SHA-256, so that a file that was given another name is recognised, and the station.</summary>
public static class FileTopic
{
    private const string Prefix = "import/";

    /// <summary>Enough of the hash to tell a bureau's files apart; the whole of it stands on the timeline.</summary>
    private const int Shown = 16;

    /// <param name="sha256">Lower-case hex.</param>
    /// <param name="station">Empty where the rows do not say one that is known.</param>
    public static string Of(string sha256, string station) => $"{Prefix}{sha256[..Shown]}/{station}";

    /// <summary>A broker may have topics below the same word; none of them has such a hash there.</summary>
    public static bool IsOne(string topic) =>
        topic.StartsWith(Prefix, StringComparison.Ordinal) && topic.Length > Prefix.Length + Shown && topic[Prefix.Length + Shown] == '/'
        && topic.Skip(Prefix.Length).Take(Shown).All(char.IsAsciiHexDigitLower);

    /// <summary>Null when the topic is a broker's or a device's.</summary>
    public static string? StationOf(string topic) => IsOne(topic) ? topic[(topic.LastIndexOf('/') + 1)..] : null;
}
