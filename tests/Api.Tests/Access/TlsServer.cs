using System.Security.Cryptography.X509Certificates;
using TransformerService.Api.Tests.Hosting;

namespace TransformerService.Api.Tests.Access;

/// <summary>A server that speaks TLS at both doors.</summary>
internal sealed class TlsServer(TestAuthority authority, X509Certificate2? client, params (string Key, string Value)[] settings)
    : ApiServer(DefaultNames(), [.. authority.ServerSettings(), .. settings])
{
    protected override SocketsHttpHandler NewHandler() => authority.NewHandler(client);
}
