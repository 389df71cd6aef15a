namespace WaterWatch.Access;

/// <summary>Somebody who may sign in.</summary>
/// <param name="Name">As it stands on the timeline; best the id of the person in people.yaml.</param>
/// <param name="Stamp">Anew with each password: a session that began with another one ends.</param>
/// <param name="CreatedBy">A user's name, or who was at the command line.</param>
internal sealed record User(string Name, Role Role, string Stamp, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>What a program signs in with. The secret itself is not kept.</summary>
/// <param name="Name">As it stands on the timeline when the program acts.</param>
/// <param name="ExpiresAt">Null for never.</param>
internal sealed record ApiToken(string Name, Role Role, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ExpiresAt)
{
    public bool IsGoodAt(DateTimeOffset now) => ExpiresAt is not { } end || now < end;
}

/// <summary>What was done to users and tokens.</summary>
/// <param name="Id">Counts up.</param>
internal sealed record AccessChange(long Id, DateTimeOffset At, string By, string What);

internal static class AccessName
{
    public const int Longest = 64;

    /// <summary>Null when it is a name: letters and digits of any script, and single blanks, dots, dashes, underscores or @ between them. Else what is wrong with it.</summary>
    public static string? Fault(string name)
    {
        var isName = name.Length is > 0 and <= Longest && char.IsLetterOrDigit(name[0]) && char.IsLetterOrDigit(name[^1])
            && name.Zip(name.Skip(1)).All(pair => char.IsLetterOrDigit(pair.First) || char.IsLetterOrDigit(pair.Second))
            && name.All(c => char.IsLetterOrDigit(c) || c is ' ' or '.' or '-' or '_' or '@');
        return isName ? null : $"A name has 1 to {Longest} letters or digits, with single blanks, dots, dashes, underscores or @ between them.";
    }
}
