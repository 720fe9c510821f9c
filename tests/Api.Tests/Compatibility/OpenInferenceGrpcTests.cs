using Google.Protobuf;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Grpc;
using TransformerService.Api.Tests.Hosting;
using TransformerService.OpenInference.V2;
using TransformerService.V1;
using Xunit;
using static TransformerService.Api.Tests.Compatibility.OpenInferenceCalls;
using Input = TransformerService.OpenInference.V2.ModelInferRequest.Types.InferInputTensor;
using Output = TransformerService.OpenInference.V2.ModelInferRequest.Types.InferRequestedOutputTensor;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>The Open Inference Protocol over gRPC gives what the native service gives.</summary>
public sealed class OpenInferenceGrpcTests(ExportsServer server)
{
    private const string Translator = "marian-split",
        Classifier = "distilbert";

    private static readonly string[] Texts = ["Two dogs are playing in the snow.", "Où est la gare ? 日本語 😀"];

    private readonly GRPCInferenceService.GRPCInferenceServiceClient _client = new(server.Grpc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_Always_SaysWhatItIs()
    {
        (await _client.ServerLiveAsync(new ServerLiveRequest(), cancellationToken: Token)).Live.ShouldBeTrue();
        (await _client.ServerReadyAsync(new ServerReadyRequest(), cancellationToken: Token)).Ready.ShouldBeTrue();
        var about = await _client.ServerMetadataAsync(new ServerMetadataRequest(), cancellationToken: Token);
        about.Name.ShouldBe("transformer-service");
        about.Extensions.ShouldContain("model_repository");
    }

    [Fact]
    public async Task Models_Always_AreAsOverRest()
    {
        var rest = await server.GetAsync("/v2/models/" + Classifier);
        var metadata = await _client.ModelMetadataAsync(new ModelMetadataRequest { Name = Classifier }, cancellationToken: Token);
        var config = (await _client.ModelConfigAsync(new ModelConfigRequest { Name = Classifier }, cancellationToken: Token)).Config;
        var index = await _client.RepositoryIndexAsync(new RepositoryIndexRequest { Ready = true }, cancellationToken: Token);
        var version = rest.Json.GetProperty("versions")[0].GetString() ?? "";

        metadata.Versions.ShouldBe([version]);
        metadata.Inputs.Select(tensor => tensor.Name).ShouldBe(["text", "text_pair"]);
        metadata.Outputs.Select(tensor => tensor.Datatype).ShouldBe(["BYTES", "FP32"]);
        metadata.Outputs[0].Shape.ShouldBe([-1, -1]);
        config.MaxBatchSize.ShouldBe(1_000);
        config
            .Input.Select(tensor => (tensor.DataType, tensor.Optional))
            .ShouldBe([(DataType.TypeString, false), (DataType.TypeString, true)]);
        config.Output[1].DataType.ShouldBe(DataType.TypeFp32);
        index.Models.Single(model => model.Name == Classifier).State.ShouldBe("READY");
        (
            await _client.ModelReadyAsync(new ModelReadyRequest { Name = Classifier, Version = version }, cancellationToken: Token)
        ).Ready.ShouldBeTrue();
        (
            await _client.ModelReadyAsync(new ModelReadyRequest { Name = Classifier, Version = "7" }, cancellationToken: Token)
        ).Ready.ShouldBeFalse();
        await _client
            .ModelMetadataAsync(new ModelMetadataRequest { Name = "nowhere" }, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.NotFound, "modelNotFound");
        await _client
            .RepositoryIndexAsync(new RepositoryIndexRequest { RepositoryName = "other" }, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.InvalidArgument, "invalidInput");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ModelInfer_Translation_IsThatOfTranslate(bool isRaw)
    {
        var native = await new Transformer.TransformerClient(server.Grpc).TranslateAsync(
            new TranslateRequest
            {
                Texts = { Texts },
                Model = Translator,
                Options = new TranslateOptions { BeamSize = 2 },
            },
            cancellationToken: Token
        );
        var request = Request(Translator, Texts, isRaw);
        request.Id = "42";
        request.Parameters["beam_size"] = new InferParameter { Int64Param = 2 };
        request.Parameters["priority"] = new InferParameter { Uint64Param = 1 };

        var answer = await _client.ModelInferAsync(request, cancellationToken: Token);

        answer.Id.ShouldBe("42");
        answer.ModelName.ShouldBe(Translator);
        answer.ModelVersion.ShouldBe(native.Version);
        answer.Outputs.Select(output => (output.Name, output.Datatype)).ShouldBe([("translation", "BYTES"), ("score", "FP32")]);
        answer.Outputs.ShouldAllBe(output =>
            output.Contents == null && output.Shape.Count == 2 && output.Shape[0] == 2 && output.Shape[1] == 1
        );
        ReadTexts(answer.RawOutputContents[0].ToByteArray()).ShouldBe(native.Translations.Select(text => text.Text));
        ReadNumbers(answer.RawOutputContents[1].ToByteArray()).ShouldBe(native.Translations.Select(text => (float)text.Score), 1e-4f);
    }

    [Fact]
    public async Task ModelInfer_Embedding_IsThatOfEmbed()
    {
        var native = await new Transformer.TransformerClient(server.Grpc).EmbedAsync(
            new EmbedRequest { Texts = { Texts }, Model = "embedder" },
            cancellationToken: Token
        );

        var answer = await _client.ModelInferAsync(Request("embedder", Texts), cancellationToken: Token);

        answer.Outputs[0].Shape.ShouldBe([2, native.Embeddings[0].Values.Count]);
        ReadNumbers(answer.RawOutputContents[0].ToByteArray()).ShouldBe(native.Embeddings.SelectMany(vector => vector.Values), 1e-6f);
    }

    [Fact]
    public async Task ModelInfer_ChosenOutput_ComesAlone()
    {
        var request = Request(Classifier, Texts);
        request.Outputs.Add(new Output { Name = "score" });

        var answer = await _client.ModelInferAsync(request, cancellationToken: Token);

        answer.Outputs.ShouldHaveSingleItem().Name.ShouldBe("score");
        answer.RawOutputContents.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ModelStatistics_AfterAnAnswer_CountIt()
    {
        await _client.ModelInferAsync(Request("bert", Texts), cancellationToken: Token);

        var one = await _client.ModelStatisticsAsync(new ModelStatisticsRequest { Name = "bert" }, cancellationToken: Token);
        var all = await _client.ModelStatisticsAsync(new ModelStatisticsRequest(), cancellationToken: Token);

        one.ModelStats.ShouldHaveSingleItem().InferenceStats.Success.Count.ShouldBeGreaterThan(0ul);
        one.ModelStats[0].InferenceStats.ComputeInfer.Ns.ShouldBeGreaterThan(0ul);
        all.ModelStats.Count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Keys_AreThoseOfTheServer()
    {
        await using var guarded = await AccessServer.StartAsync();
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(guarded.Grpc);
        Metadata caller = AccessServer.Metadata(AccessServer.CallerKey),
            admin = AccessServer.Metadata(AccessServer.AdminKey);
        var load = new RepositoryModelLoadRequest { ModelName = "sentiment" };

        (await client.ServerLiveAsync(new ServerLiveRequest(), cancellationToken: Token)).Live.ShouldBeTrue();
        (await client.ServerReadyAsync(new ServerReadyRequest(), cancellationToken: Token)).Ready.ShouldBeTrue();
        await client
            .ServerMetadataAsync(new ServerMetadataRequest(), cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.Unauthenticated, "unauthenticated");
        await client.ModelInferAsync(Request("sentiment", Texts), caller, cancellationToken: Token);
        await client
            .RepositoryModelLoadAsync(load, caller, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.PermissionDenied, "forbidden");
        await client.RepositoryModelLoadAsync(load, admin, cancellationToken: Token);
        var config = load.Clone();
        config.Parameters["config"] = new ModelRepositoryParameter { StringParam = "{}" };
        await client
            .RepositoryModelLoadAsync(config, admin, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.InvalidArgument, "invalidInput");
        var unload = client.RepositoryModelUnloadAsync(
            new RepositoryModelUnloadRequest { ModelName = "sentiment" },
            admin,
            cancellationToken: Token
        );
        (await unload.ResponseAsync.ShouldThrowAsync<RpcException>()).StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Disabled_IsNotThere()
    {
        await using var closed = new ApiServer(ApiServer.DefaultNames(), ("Compatibility:OpenInference:Enabled", "false"));
        await closed.InitializeAsync();
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(closed.Grpc);

        var call = client.ServerLiveAsync(new ServerLiveRequest(), cancellationToken: Token);

        (await call.ResponseAsync.ShouldThrowAsync<RpcException>()).StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    internal static ModelInferRequest Request(string model, string[] texts, bool isRaw = true)
    {
        var input = new Input
        {
            Name = "text",
            Datatype = "BYTES",
            Shape = { texts.Length, 1 },
        };
        var request = new ModelInferRequest { ModelName = model, Inputs = { input } };
        if (isRaw)
        {
            request.RawInputContents.Add(ByteString.CopyFrom(Tensor(texts)));
        }
        else
        {
            input.Contents = new InferTensorContents { BytesContents = { texts.Select(ByteString.CopyFromUtf8) } };
        }

        return request;
    }
}
