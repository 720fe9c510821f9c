using Google.Protobuf.Reflection;
using Grpc.Reflection.V1Alpha;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>Tools such as grpcurl learn the calls from the server.</summary>
public sealed class GrpcReflectionTests(ApiServer server)
{
    [Fact]
    public async Task ListServices_Always_HasOursAndHealth()
    {
        var answer = await AskAsync(new ServerReflectionRequest { ListServices = "" });

        var names = answer.ListServicesResponse.Service.Select(service => service.Name).ToArray();
        names.ShouldContain("transformer.v1.Transformer");
        names.ShouldContain("grpc.health.v1.Health");
        names.ShouldContain("inference.GRPCInferenceService");
    }

    [Fact]
    public async Task FileContainingSymbol_Transformer_IsOurProto()
    {
        var answer = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = "transformer.v1.Transformer" });

        // The first is what was asked for; what it imports comes with it.
        var file = FileDescriptorProto.Parser.ParseFrom(answer.FileDescriptorResponse.FileDescriptorProto[0]);
        file.Package.ShouldBe("transformer.v1");
        file.Service.ShouldHaveSingleItem()
            .Method.Select(method => method.Name)
            .ShouldBe([
                "Translate",
                "Classify",
                "Score",
                "Explain",
                "Tokenize",
                "Detokenize",
                "Detect",
                "Embed",
                "Rerank",
                "Tag",
                "Generate",
                "GenerateStream",
                "TranslateStream",
                "ListModels",
                "GetModel",
                "ReloadModel",
                "PromoteVersion",
                "RollbackVersion",
                "SetCanary",
                "CompareVersions",
                "GetGlossary",
                "SetGlossary",
                "WatchLive",
                "GetServer",
                "GetUsage",
                "ListDecisions",
                "GetShadowReport",
                "ListDisagreements",
                "SetShadow",
                "ExportShadow",
            ]);
    }

    [Fact]
    public async Task FileContainingSymbol_OpenInference_IsItsProto()
    {
        var answer = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = "inference.GRPCInferenceService" });

        var file = FileDescriptorProto.Parser.ParseFrom(answer.FileDescriptorResponse.FileDescriptorProto[0]);
        file.Package.ShouldBe("inference");
        file.Service.ShouldHaveSingleItem()
            .Method.Select(method => method.Name)
            .ShouldBe([
                "ServerLive",
                "ServerReady",
                "ModelReady",
                "ServerMetadata",
                "ModelMetadata",
                "ModelInfer",
                "ModelStreamInfer",
                "ModelConfig",
                "ModelStatistics",
                "RepositoryIndex",
                "RepositoryModelLoad",
                "RepositoryModelUnload",
            ]);
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        var client = new ServerReflection.ServerReflectionClient(server.Grpc);
        using var call = client.ServerReflectionInfo(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(request, TestContext.Current.CancellationToken);
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeTrue();
        return call.ResponseStream.Current;
    }
}
