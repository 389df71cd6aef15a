using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>A certificate authority as a bureau has its own: nobody knows it who is not told of its file.</summary>
internal sealed class OwnAuthority : IDisposable
{
    private readonly X509Certificate2 _authority;
    private int _issued;

    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-ca-").FullName;

    public OwnAuthority()
    {
        using var key = RSA.Create(2048);
        var request = Request("CN=WaterWatch test authority", key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CaFile, _authority.ExportCertificatePem());
        Server = Issue("CN=localhost");
    }

    public string CaFile => Path.Combine(_folder, "ca.pem");

    /// <summary>Of the server at 127.0.0.1 and localhost.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>A certificate for this subject, at 127.0.0.1 and localhost too, and its key, as files in PEM.</summary>
    public (string Certificate, string Key) FilesOf(string subject)
    {
        using var issued = Issue(subject);
        var name = Path.Combine(_folder, $"issued-{_issued}");
        File.WriteAllText($"{name}.pem", issued.ExportCertificatePem());
        using var key = issued.GetRSAPrivateKey()!;
        File.WriteAllText($"{name}.key", key.ExportPkcs8PrivateKeyPem());
        return ($"{name}.pem", $"{name}.key");
    }

    public void Dispose()
    {
        Server.Dispose();
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private X509Certificate2 Issue(string subject)
    {
        using var key = RSA.Create(2048);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        var request = Request(subject, key);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, _authority.NotBefore, _authority.NotAfter, [1, 2, 3, (byte)++_issued]);
        return issued.CopyWithPrivateKey(key);
    }

    private static CertificateRequest Request(string name, RSA key) => new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
