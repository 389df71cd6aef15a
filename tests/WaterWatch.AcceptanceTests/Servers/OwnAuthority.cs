using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>A certificate authority as a bureau has its own: nobody knows it who is not told of its file.</summary>
internal sealed class OwnAuthority : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-ca-").FullName;

    public OwnAuthority()
    {
        using var key = RSA.Create(2048);
        var request = Request("CN=WaterWatch test authority", key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CaFile, authority.ExportCertificatePem());
        Server = Issue(authority);
    }

    public string CaFile => Path.Combine(_folder, "ca.pem");

    /// <summary>Of the server at 127.0.0.1 and localhost.</summary>
    public X509Certificate2 Server { get; }

    public void Dispose()
    {
        Server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static X509Certificate2 Issue(X509Certificate2 authority)
    {
        using var key = RSA.Create(2048);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        var request = Request("CN=localhost", key);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, authority.NotBefore, authority.NotAfter, [1, 2, 3, 4]);
        return issued.CopyWithPrivateKey(key);
    }

    private static CertificateRequest Request(string name, RSA key) => new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
