using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Shouldly;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>TLS as docs/security.md configures it, with certificates made here.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public async Task Tls_BothDoors_AnswerEncryptedAndOnlyThat()
    {
        await using var server = new TlsServer(_authority, null);
        await server.InitializeAsync();

        server.Address.Scheme.ShouldBe("https");
        (await server.GetAsync("/v1/models")).Status.ShouldBe(HttpStatusCode.OK);
        (
            await new Transformer.TransformerClient(server.Grpc).ListModelsAsync(new ListModelsRequest(), cancellationToken: Token)
        ).Models.Count.ShouldBe(3);
        using var plain = new HttpClient();
        await Should.ThrowAsync<HttpRequestException>(() =>
            plain.GetAsync(new Uri($"http://127.0.0.1:{server.Address.Port}/v1/models"), Token)
        );
    }

    [Fact]
    public async Task Tls_RestOverHttp2_AnswersRestAlone()
    {
        await using var server = new TlsServer(_authority, null);
        await server.InitializeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/models", UriKind.Relative))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await server.Http.SendAsync(request, Token);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var channel = GrpcChannel.ForAddress(
            server.Address,
            new GrpcChannelOptions { HttpHandler = _authority.NewHandler(null), DisposeHttpClient = true }
        );
        var failure = await Should.ThrowAsync<RpcException>(async () =>
            await new Transformer.TransformerClient(channel).ListModelsAsync(new ListModelsRequest(), cancellationToken: Token)
        );
        failure.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Mtls_CertificateOfTheAuthority_IsAnsweredAtBothDoors()
    {
        using var certificate = _authority.Issue(TestAuthority.Client);
        await using var server = new TlsServer(_authority, certificate, ("Access:ClientAuthority", _authority.CertificateFile));
        await server.InitializeAsync();

        (await server.GetAsync("/v1/models")).Status.ShouldBe(HttpStatusCode.OK);
        (
            await new Transformer.TransformerClient(server.Grpc).ListModelsAsync(new ListModelsRequest(), cancellationToken: Token)
        ).Models.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Mtls_AnyOtherCertificate_GetsNoConnection()
    {
        using var certificate = _authority.Issue(TestAuthority.Client);
        await using var server = new TlsServer(_authority, certificate, ("Access:ClientAuthority", _authority.CertificateFile));
        await server.InitializeAsync();
        using var strangers = _stranger.Issue(TestAuthority.Client);
        using var ofAServer = _authority.Issue(TestAuthority.Server);
        using var expired = _authority.Issue(TestAuthority.Client, TimeSpan.FromMinutes(10));

        foreach (var other in new[] { null, strangers, ofAServer, expired })
        {
            using var http = new HttpClient(_authority.NewHandler(other)) { BaseAddress = server.Address };
            await Should.ThrowAsync<HttpRequestException>(
                () => http.GetAsync(new Uri("/health/live", UriKind.Relative), Token),
                other?.Subject
            );
            using var channel = GrpcChannel.ForAddress(
                server.GrpcAddress,
                new GrpcChannelOptions { HttpHandler = _authority.NewHandler(other), DisposeHttpClient = true }
            );
            var failure = await Should.ThrowAsync<RpcException>(async () =>
                await new Transformer.TransformerClient(channel).ListModelsAsync(new ListModelsRequest(), cancellationToken: Token)
            );
            failure.StatusCode.ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
        }
    }
}
