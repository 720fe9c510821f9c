using Google.Protobuf;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Grpc;
using TransformerService.Api.Tests.Hosting;
using TransformerService.OpenInference.V2;
using Xunit;
using static TransformerService.Api.Tests.Compatibility.OpenInferenceCalls;
using Output = TransformerService.OpenInference.V2.ModelInferRequest.Types.InferRequestedOutputTensor;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>What ModelInfer refuses, with the native service's statuses.</summary>
public sealed class OpenInferenceGrpcRefusalTests(ExportsServer server)
{
    private const string Translator = "marian-split",
        Classifier = "distilbert";

    private static readonly string[] Texts = ["Two dogs are playing in the snow.", "a"];

    private readonly GRPCInferenceService.GRPCInferenceServiceClient _client = new(server.Grpc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, Action<ModelInferRequest>> Spoilt = new()
    {
        { "raw and typed", request => request.RawInputContents.Add(ByteString.CopyFrom(Tensor("a"))) },
        {
            "more raw than inputs",
            request =>
            {
                request.Inputs[0].Contents = null;
                request.RawInputContents.Add([ByteString.CopyFrom(Tensor("a")), ByteString.CopyFrom(Tensor("a"))]);
            }
        },
        { "no contents", request => request.Inputs[0].Contents = null },
        {
            "overlong raw",
            request =>
            {
                request.Inputs[0].Contents = null;
                request.RawInputContents.Add(ByteString.CopyFrom(0xFF, 0xFF, 0xFF, 0xFF, 0x61));
            }
        },
        {
            "contents of another datatype",
            request =>
            {
                request.Inputs[0].Contents = new InferTensorContents { Fp32Contents = { 1f } };
            }
        },
        { "not UTF-8", request => request.Inputs[0].Contents.BytesContents[0] = ByteString.CopyFrom(0xC3, 0x28) },
        { "another datatype", request => request.Inputs[0].Datatype = "INT32" },
        { "a shape of more", request => request.Inputs[0].Shape[0] = 2 },
        { "a huge shape", request => request.Inputs[0].Shape.Add([long.MaxValue, long.MaxValue]) },
        { "a negative shape", request => request.Inputs[0].Shape[0] = -1 },
        { "an unknown input", request => request.Inputs[0].Name = Problems.Canary },
        { "an unknown output", request => request.Outputs.Add(new Output { Name = Problems.Canary }) },
        { "a parameter's type", request => request.Parameters["top_k"] = new InferParameter { StringParam = Problems.Canary } },
        { "a parameter's size", request => request.Parameters["top_k"] = new InferParameter { Uint64Param = ulong.MaxValue } },
        {
            "shared memory",
            request => request.Inputs[0].Parameters["shared_memory_region"] = new InferParameter { StringParam = Problems.Canary }
        },
        { "no inputs", request => request.Inputs.Clear() },
    };

    public static TheoryData<string> BadRequests => [.. Spoilt.Keys];

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task ModelInfer_BadRequest_IsInvalid(string what)
    {
        var request = OpenInferenceGrpcTests.Request(Classifier, ["a"], isRaw: false);
        Spoilt[what](request);

        (
            await _client
                .ModelInferAsync(request, cancellationToken: Token)
                .ResponseAsync.ShouldFailAsync(StatusCode.InvalidArgument, "invalidInput")
        ).ShouldNotBeNullOrWhiteSpace(what);
    }

    [Fact]
    public async Task ModelInfer_ParameterOutOfRange_IsNamedAsTheProtocolNamesIt()
    {
        var request = OpenInferenceGrpcTests.Request(Translator, Texts);
        request.Parameters["max_new_tokens"] = new InferParameter { Int64Param = 0 };

        var detail = await _client
            .ModelInferAsync(request, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.InvalidArgument, "invalidInput");
        using var stream = _client.ModelStreamInfer(cancellationToken: Token);
        await stream.RequestStream.WriteAsync(request, Token);
        (await stream.ResponseStream.MoveNext(Token)).ShouldBeTrue();

        detail.ShouldContain("'max_new_tokens'");
        stream.ResponseStream.Current.ErrorMessage.ShouldBe(detail);
    }

    [Fact]
    public async Task ModelInfer_LateOrUnknown_FailsAsTheNativeService()
    {
        var late = OpenInferenceGrpcTests.Request(Translator, [.. Enumerable.Repeat(Texts[0], 1_000)]);
        late.Parameters["timeout"] = new InferParameter { Int64Param = 1_000 };

        await _client
            .ModelInferAsync(late, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.DeadlineExceeded, "timedOut");
        await _client
            .ModelInferAsync(OpenInferenceGrpcTests.Request("nowhere", Texts), cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.NotFound, "modelNotFound");
        using var gone = new CancellationTokenSource();
        var call = _client.ModelInferAsync(
            OpenInferenceGrpcTests.Request(Translator, [.. Enumerable.Repeat(Texts[0], 1_000)]),
            cancellationToken: gone.Token
        );
        await gone.CancelAsync();
        (await call.ResponseAsync.ShouldThrowAsync<RpcException>()).StatusCode.ShouldBe(StatusCode.Cancelled);
    }
}
