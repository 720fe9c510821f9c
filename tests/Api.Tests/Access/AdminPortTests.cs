using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Shouldly;
using TransformerService.Api.Tests.Grpc;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>A server whose admin calls have ports of their own.</summary>
public sealed class AdminPortTests
{
    private const string Export = "/v1/models/en-fr/shadow/export";

    private static readonly (string, string)[] Ports =
    [
        ("Kestrel:Endpoints:Admin:Url", "http://127.0.0.1:0"),
        ("Kestrel:Endpoints:AdminGrpc:Url", "http://127.0.0.1:0"),
        ("Kestrel:Endpoints:AdminGrpc:Protocols", "Http2"),
    ];

    private static readonly SetShadowRequest Change = new() { Name = "nope", Margin = 0.1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("tsk_wrong")]
    [InlineData(AccessServer.CallerKey)]
    [InlineData(AccessServer.AdminKey)]
    public async Task AdminCalls_PublicPorts_AreForbiddenWhateverTheKey(string? key)
    {
        await using var server = await AccessServer.StartAsync(Ports);
        var client = new Transformer.TransformerClient(server.Grpc);

        (await server.GetAsync(Export, key)).ShouldBeProblem(403, "forbidden").ShouldContain("Kestrel:Endpoints:Admin");
        (
            await client
                .SetShadowAsync(Change, AccessServer.Metadata(key), cancellationToken: Token)
                .ResponseAsync.ShouldFailAsync(StatusCode.PermissionDenied, "forbidden")
        ).ShouldContain("Kestrel:Endpoints:AdminGrpc");
    }

    [Fact]
    public async Task AdminCalls_AdminPorts_AreAnsweredToAdminsAlone()
    {
        await using var server = await AccessServer.StartAsync(Ports);
        using var channel = GrpcChannel.ForAddress(server.Addresses[1]);
        var client = new Transformer.TransformerClient(channel);

        (await server.GetAsync(Export, AccessServer.AdminKey, server.Addresses[0])).ShouldBeProblem(404, "modelNotFound");
        (await server.GetAsync(Export, AccessServer.CallerKey, server.Addresses[0]))
            .ShouldBeProblem(403, "forbidden")
            .ShouldContain("role caller");
        await client
            .SetShadowAsync(Change, AccessServer.Metadata(AccessServer.AdminKey), cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.NotFound, "modelNotFound");
        await client
            .SetShadowAsync(Change, AccessServer.Metadata(AccessServer.CallerKey), cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.PermissionDenied, "forbidden");
    }

    [Fact]
    public async Task CallersCalls_AllPorts_AreAnswered()
    {
        await using var server = await AccessServer.StartAsync(Ports);

        (await server.GetAsync("/v1/models", AccessServer.AdminKey)).Status.ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("/v1/models", AccessServer.CallerKey, server.Addresses[0])).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var address in server.Addresses.Skip(1).Take(2))
        {
            using var channel = GrpcChannel.ForAddress(address);
            var models = await new Transformer.TransformerClient(channel).ListModelsAsync(
                new ListModelsRequest(),
                AccessServer.Metadata(AccessServer.AdminKey),
                cancellationToken: Token
            );
            models.Models.Count.ShouldBe(3);
        }
    }
}
