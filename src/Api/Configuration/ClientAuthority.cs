using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TransformerService.Api.Configuration;

/// <summary>
/// The authority that signs clients' certificates. Kestrel alone would accept any certificate from an authority that the machine trusts,
/// and public authorities sign anyone's.
/// </summary>
internal sealed class ClientAuthority
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2"; // RFC 5280, section 4.2.1.12

    private readonly X509Certificate2Collection _certificates = [];

    /// <param name="file">PEM file with its certificates.</param>
    public ClientAuthority(string file) => _certificates.ImportFromPemFile(file);

    /// <summary>Whether a file can be used.</summary>
    public static bool CanRead(string file)
    {
        try
        {
            return new ClientAuthority(file)._certificates.Count > 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Whether the authority signed the certificate, for a client, and it is valid now. Does not ask for revocations.</summary>
    public bool Signed(X509Certificate2 certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_certificates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(static element => element.Certificate).ToArray());
        }

        return chain.Build(certificate);
    }
}
