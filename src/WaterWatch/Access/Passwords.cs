using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace WaterWatch.Access;

/// <summary>Passwords by the framework's hasher: PBKDF2 with HMAC-SHA512 and a salt each.</summary>
internal static class Passwords
{
    public const int Shortest = 10;

    // What is longer is no password of a person, and would only cost time.
    public const int Longest = 256;

    // The letters of a shorter name stand in any word.
    private const int LeastOfName = 4;

    // As OWASP asks of PBKDF2 with HMAC-SHA512 (Password Storage Cheat Sheet, 2023); the framework's own default is 100,000.
    private const int Iterations = 210_000;

    private static readonly PasswordHasher<string> s_hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    /// <summary>Of nobody: what is given for an unknown name is compared with it, so that the answer takes as long as for a known one. Made beforehand, for the first answer too.</summary>
    private static readonly string s_ofNobody = Hash(Guid.NewGuid().ToString());

    public static string Hash(string password) => s_hasher.HashPassword("", password);

    /// <param name="hash">Null for a name that nobody has.</param>
    public static bool IsRight(string? hash, string password) =>
        s_hasher.VerifyHashedPassword("", hash ?? s_ofNobody, password) != PasswordVerificationResult.Failed && hash is not null;

    /// <summary>Null when it will do; else what is wrong with it.</summary>
    public static string? Fault(string name, string password) =>
        password.Length < Shortest ? $"A password has {Shortest} characters at least."
        : password.Length > Longest ? $"A password has {Longest} characters at most."
        : name.Length >= LeastOfName && password.Contains(name, StringComparison.OrdinalIgnoreCase) ? "A password does not have the name in it."
        : password.Distinct().Count() < 5 ? "A password has 5 different characters at least."
        : null;
}
