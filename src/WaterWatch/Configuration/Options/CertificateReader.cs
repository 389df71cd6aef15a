using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Configuration.Options;

/// <summary>Reads certificates and keys from files in PEM, which a section names by paths relative to the configuration folder.</summary>
internal static class CertificateReader
{
    /// <summary>Certificates of authorities; null when the key is not written or its file cannot be used, which is noted.</summary>
    public static X509Certificate2Collection? Authorities(Section section, string key, string directory) =>
        section.Text(key) is { Length: > 0 } file ? Chain(section, key, directory, file) : null;

    /// <summary>A certificate with its key, and what stands below it in its file; null when either is missing or cannot be used, which is noted.</summary>
    public static (X509Certificate2 Own, X509Certificate2Collection Intermediates)? Own(Section section, string certificateKey, string keyKey, string directory)
    {
        var certificateFile = section.Text(certificateKey) ?? "";
        var keyFile = section.Text(keyKey) ?? "";
        if (certificateFile.Length == 0 || keyFile.Length == 0)
        {
            if (certificateFile.Length != keyFile.Length)
                section.Problem(certificateFile.Length == 0 ? keyKey : certificateKey, $"{certificateKey} and {keyKey} belong together", "Name both files, or neither");

            return null;
        }

        if (Chain(section, certificateKey, directory, certificateFile) is not { } chain)
            return null;

        try
        {
            var own = X509Certificate2.CreateFromPemFile(Path.Combine(directory, certificateFile), Path.Combine(directory, keyFile));
            chain.RemoveAt(0);
            return (own, chain);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            section.Problem(keyKey, $"{keyKey}: \"{keyFile}\" is not the key of {certificateFile} in PEM, without a passphrase", "Give the key that the certificate was made for, in a file that the service may read");
            return null;
        }
    }

    private static X509Certificate2Collection? Chain(Section section, string key, string directory, string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(Path.Combine(directory, file));
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            certificates.Clear();
        }

        if (certificates.Count > 0)
            return certificates;

        section.Problem(key, $"{key}: \"{file}\" is not a file with certificates in PEM that the service may read", "Give a path relative to the configuration folder, or an absolute one; PEM begins with -----BEGIN CERTIFICATE-----");
        return null;
    }
}
