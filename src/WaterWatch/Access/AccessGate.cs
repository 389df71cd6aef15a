namespace WaterWatch.Access;

/// <summary>How the service meets those who come.</summary>
internal enum AccessMode : byte
{
    /// <summary>Who is signed in may do what the role says.</summary>
    SignIn,

    /// <summary>Everybody may do everything until there is a user: a first try on this machine needs nothing.</summary>
    OpenUntilFirstUser,

    /// <summary>Everybody may do everything: <c>--open</c>, demo and replay, which listen on loopback only.</summary>
    Open,
}

/// <summary>Whether anybody is asked who is there.</summary>
internal sealed class AccessGate(AccessStore store, AccessMode mode)
{
    public bool IsOpen => mode == AccessMode.Open || mode == AccessMode.OpenUntilFirstUser && !store.HasUsers;
}
