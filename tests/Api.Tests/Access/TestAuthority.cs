using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TransformerService.Api.Tests.Access;

/// <summary>A certificate authority made for a test, in a folder of its own.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string Server = "1.3.6.1.5.5.7.3.1";
    public const string Client = "1.3.6.1.5.5.7.3.2";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("certificates-");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=Authority of the tests", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true)
        );
        Certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CertificateFile, Certificate.ExportCertificatePem());
    }

    public X509Certificate2 Certificate { get; }

    public string CertificateFile => Path.Combine(_folder.FullName, "authority.pem");

    /// <summary>A certificate for 127.0.0.1 with its key, signed by this authority.</summary>
    public X509Certificate2 Issue(string use, TimeSpan? validity = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Somebody of the tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var from = DateTimeOffset.UtcNow.AddMinutes(-30);
        using var certificate = request.Create(
            Certificate,
            from,
            from + (validity ?? TimeSpan.FromHours(2)),
            RandomNumberGenerator.GetBytes(8)
        );
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Kestrel's configuration of a server certificate for both doors, from PEM files as the documentation has it.</summary>
    public (string, string)[] ServerSettings()
    {
        using var certificate = Issue(Server);
        string file = Path.Combine(_folder.FullName, "server.pem"),
            keyFile = Path.Combine(_folder.FullName, "server.key");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The certificate has no key.");
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return
        [
            ("Kestrel:Endpoints:Http:Url", "https://127.0.0.1:0"),
            ("Kestrel:Endpoints:Grpc:Url", "https://127.0.0.1:0"),
            ("Kestrel:Certificates:Default:Path", file),
            ("Kestrel:Certificates:Default:KeyPath", keyFile),
        ];
    }

    /// <summary>A client that trusts this authority, and shows a certificate if it has one.</summary>
    public SocketsHttpHandler NewHandler(X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { Certificate },
        };
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        return handler;
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }
}
