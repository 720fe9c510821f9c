using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using TransformerService.Api.Tests.Grpc;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>Bombs in gRPC messages, and names that are paths.</summary>
public sealed class GrpcAttackTests(ApiServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names =>
        [
            "../en-fr",
            "../../../../etc/passwd",
            "/etc/passwd",
            "en-fr/student",
            "en-fr\0",
            "\0",
            "%2e%2e",
            "en-fr\r\nX-A: a",
            "\u202Een-fr",
            "ＥＮ-ＦＲ",
            " ",
            new string('m', 1_000_000),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Model_NameThatIsAPath_IsModelNotFoundAtBothDoors(string name)
    {
        var client = new Transformer.TransformerClient(server.Grpc);

        await client
            .GetModelAsync(new GetModelRequest { Name = name }, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.NotFound, "modelNotFound");
        await client
            .ClassifyAsync(new ClassifyRequest { Texts = { "a" }, Model = name }, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.NotFound, "modelNotFound");
        await client
            .GetShadowReportAsync(new GetShadowReportRequest { Name = name }, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.NotFound, "modelNotFound");
        (
            await server.PostAsync("/v1/translate", System.Text.Json.JsonSerializer.Serialize(new { text = "a", model = name }))
        ).ShouldBeProblem(404, "modelNotFound");
    }

    [Fact]
    public async Task Message_CompressedBomb_IsInputTooLarge()
    {
        using var channel = GrpcChannel.ForAddress(
            server.GrpcAddress,
            new GrpcChannelOptions
            {
                CompressionProviders = [new GzipCompressionProvider(System.IO.Compression.CompressionLevel.Fastest)],
                MaxSendMessageSize = null,
            }
        );
        var bomb = new ClassifyRequest { Texts = { new string('a', 256 << 20) }, Model = "sentiment" };

        await new Transformer.TransformerClient(channel)
            .ClassifyAsync(bomb, new Metadata { { "grpc-internal-encoding-request", "gzip" } }, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.InvalidArgument, "inputTooLarge");
    }
}
