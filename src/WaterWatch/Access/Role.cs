namespace WaterWatch.Access;

/// <summary>What a user or a token is here for. Whoever is not signed in is the public, which has no role.</summary>
internal enum Role : byte
{
    Viewer,
    Operator,
    Auditor,
    Admin,
}

/// <summary>What a route asks of whoever comes.</summary>
internal enum Right : byte
{
    /// <summary>Everything that is read.</summary>
    Look,

    /// <summary>What people do to alerts, incidents, rotas and what was set aside.</summary>
    Act,

    /// <summary>The auditor's file.</summary>
    Export,

    /// <summary>Users and tokens.</summary>
    Administer,
}

internal static class Roles
{
    /// <summary>An admin may do everything: in a small bureau the person who set up the service is the one on duty.</summary>
    public static bool May(this Role role, Right right) => right switch
    {
        Right.Look => true,
        Right.Act => role is Role.Operator or Role.Admin,
        Right.Export => role is Role.Auditor or Role.Admin,
        _ => role is Role.Admin,
    };

    public static string Word(this Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Operator => "operator",
        Role.Auditor => "auditor",
        _ => "admin",
    };

    /// <summary>Null for what is no role.</summary>
    public static Role? Find(string? word) => Enum.GetValues<Role>().Cast<Role?>().FirstOrDefault(r => r!.Value.Word() == word);

    /// <summary>All roles, for those who wrote another word.</summary>
    public static string Words => string.Join(", ", Enum.GetValues<Role>().Select(Word));
}
