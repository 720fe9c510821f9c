using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>Calls that the pipeline, or the reader of messages, refuses.</summary>
public sealed class GrpcRefusalTests(ApiServer server)
{
    private const string C = Problems.Canary;
    private const int MiB = 1_024 * 1_024;

    private static readonly Dictionary<string, (TranslateRequest Request, StatusCode Status, string Reason, string Mentions)> Translations =
        new()
        {
            ["no text"] = Invalid(new TranslateRequest(), "text"),
            ["beam size 0"] = Invalid(Of(new TranslateOptions { BeamSize = 0 }), "beamSize"),
            ["beam size 9"] = Invalid(Of(new TranslateOptions { BeamSize = 9 }), "beamSize"),
            ["max new tokens 0"] = Invalid(Of(new TranslateOptions { MaxNewTokens = 0 }), "maxNewTokens"),
            ["length penalty NaN"] = Invalid(Of(new TranslateOptions { LengthPenalty = double.NaN }), "lengthPenalty"),
            ["repetition penalty infinite"] = Invalid(
                Of(new TranslateOptions { RepetitionPenalty = double.PositiveInfinity }),
                "repetitionPenalty"
            ),
            ["hypotheses over beams"] = Invalid(Of(new TranslateOptions { BeamSize = 2, NumHypotheses = 3 }), "numHypotheses"),
            ["unknown variant"] = Invalid(new TranslateRequest { Texts = { C }, Variant = (Variant)77 }, "variant"),
            ["unknown early stopping"] = Invalid(Of(new TranslateOptions { EarlyStopping = (EarlyStopping)77 }), "early_stopping"),
            ["protect: an empty entry"] = Invalid(Of(new TranslateOptions { Protect = { "a", "" } }), "options.protect[1]"),
            ["protect: too many"] = TooLarge(Of(new TranslateOptions { Protect = { Enumerable.Repeat(C, 101) } }), "options.protect"),
            ["protect in one sequence"] = Invalid(Of(new TranslateOptions { Protect = { C }, SplitSentences = false }), "splitSentences"),
            ["a classifier"] = Invalid(new TranslateRequest { Texts = { C }, Model = "sentiment" }, "sentiment"),
            ["unknown model"] = NotFound(new TranslateRequest { Texts = { C }, Model = C }),
            ["empty model"] = NotFound(new TranslateRequest { Texts = { C }, Model = "" }),
            ["unknown language"] = NotFound(new TranslateRequest { Texts = { C }, Source = "xx" }),
            ["no teacher"] = NotFound(new TranslateRequest { Texts = { C }, Variant = Variant.Teacher }),
            ["too many texts"] = TooLarge(new TranslateRequest { Texts = { Enumerable.Repeat(C, 1_001) } }, "MaxTextsPerRequest"),
            ["too many characters"] = TooLarge(
                new TranslateRequest { Texts = { C + new string('a', 500_001) } },
                "MaxCharactersPerRequest"
            ),
            ["too many bytes"] = TooLarge(new TranslateRequest { Texts = { C + new string('a', 4 * MiB) } }, "Access:MaxRequestBodyBytes"),
            ["far too many bytes"] = TooLarge(
                new TranslateRequest { Texts = { C + new string('a', 32 * MiB) } },
                "Access:MaxRequestBodyBytes"
            ),
        };

    private readonly Transformer.TransformerClient _client = new(server.Grpc);

    public static TheoryData<string> Names => [.. Translations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Translate_AgainstTheRules_IsRefusedByTheTable(string name)
    {
        var (request, status, reason, mentions) = Translations[name];

        var detail = await _client
            .TranslateAsync(request, cancellationToken: TestContext.Current.CancellationToken)
            .ResponseAsync.ShouldFailAsync(status, reason);

        detail.ShouldContain(mentions);
    }

    [Fact]
    public async Task Classify_AgainstTheRules_IsRefusedByTheTable()
    {
        await ClassifyAsync(new ClassifyRequest { Texts = { C } }).ShouldFailAsync(StatusCode.InvalidArgument, "invalidInput");
        await ClassifyAsync(
                new ClassifyRequest
                {
                    Texts = { C },
                    Model = "intent",
                    TopK = 0,
                }
            )
            .ShouldFailAsync(StatusCode.InvalidArgument, "invalidInput");
        await ClassifyAsync(
                new ClassifyRequest
                {
                    Texts = { C },
                    Model = "intent",
                    TextPairs = { C, C },
                }
            )
            .ShouldFailAsync(StatusCode.InvalidArgument, "invalidInput");
        await ClassifyAsync(new ClassifyRequest { Texts = { C }, Model = C }).ShouldFailAsync(StatusCode.NotFound, "modelNotFound");
    }

    [Fact]
    public async Task GetModel_UnknownName_IsNotFound()
    {
        await _client
            .GetModelAsync(new GetModelRequest { Name = C }, cancellationToken: TestContext.Current.CancellationToken)
            .ResponseAsync.ShouldFailAsync(StatusCode.NotFound, "modelNotFound");
    }

    [Fact]
    public async Task Translate_NotAMessage_IsInvalidInput()
    {
        var bytes = Marshallers.Create(static (byte[] value) => value, static value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "transformer.v1.Transformer", "Translate", bytes, bytes);
        byte[] unfinishedField = [0x0A, 0xFF, 0xFF];

        await server
            .Grpc.CreateCallInvoker()
            .AsyncUnaryCall(method, null, new CallOptions(cancellationToken: TestContext.Current.CancellationToken), unfinishedField)
            .ResponseAsync.ShouldFailAsync(StatusCode.InvalidArgument, "invalidInput");
    }

    [Theory]
    [InlineData("transformer.v1.Transformer", "Sing")]
    [InlineData("transformer.v2.Transformer", "Translate")]
    public async Task Call_UnknownMethod_IsUnimplemented(string service, string method)
    {
        var bytes = Marshallers.Create(static (byte[] value) => value, static value => value);

        var failure = await server
            .Grpc.CreateCallInvoker()
            .AsyncUnaryCall(
                new Method<byte[], byte[]>(MethodType.Unary, service, method, bytes, bytes),
                null,
                new CallOptions(cancellationToken: TestContext.Current.CancellationToken),
                []
            )
            .ResponseAsync.ShouldThrowAsync<RpcException>();

        failure.StatusCode.ShouldBe(StatusCode.Unimplemented);
        failure.Status.Detail.ShouldNotContain("HTTP");
    }

    [Fact]
    public async Task Translate_DeadlinePassed_IsDeadlineExceeded()
    {
        string[] many = [.. Enumerable.Repeat("Two dogs are playing in the snow and a man is sitting in a boat.", 900)];

        var failure = await _client
            .TranslateAsync(
                new TranslateRequest { Texts = { many } },
                deadline: DateTime.UtcNow.AddMilliseconds(50),
                cancellationToken: TestContext.Current.CancellationToken
            )
            .ResponseAsync.ShouldThrowAsync<RpcException>();

        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task Call_AnyText_LeavesNoneInTheLogs()
    {
        const string word = "quetzalgrpccanary";
        await _client.TranslateAsync(new TranslateRequest { Texts = { word } }, cancellationToken: TestContext.Current.CancellationToken);
        await _client
            .TranslateAsync(
                new TranslateRequest { Texts = { word }, Model = word },
                cancellationToken: TestContext.Current.CancellationToken
            )
            .ResponseAsync.ShouldThrowAsync<RpcException>();
        using (var call = _client.TranslateStream(cancellationToken: TestContext.Current.CancellationToken))
        {
            await call.RequestStream.WriteAsync(
                new TranslateStreamRequest
                {
                    Id = word,
                    Text = word,
                    Source = word,
                },
                TestContext.Current.CancellationToken
            );
            await call.RequestStream.CompleteAsync();
            (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeTrue();
            call.ResponseStream.Current.Error.Reason.ShouldBe("modelNotFound");
        }

        server.Logs.ShouldNotBeEmpty();
        server.Logs.Where(line => line.Contains(word, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    private static (TranslateRequest Request, StatusCode Status, string Reason, string Mentions) Invalid(
        TranslateRequest request,
        string mentions
    ) => (request, StatusCode.InvalidArgument, "invalidInput", mentions);

    private static (TranslateRequest Request, StatusCode Status, string Reason, string Mentions) NotFound(TranslateRequest request) =>
        (request, StatusCode.NotFound, "modelNotFound", "");

    private static (TranslateRequest Request, StatusCode Status, string Reason, string Mentions) TooLarge(
        TranslateRequest request,
        string mentions
    ) => (request, StatusCode.InvalidArgument, "inputTooLarge", mentions);

    private static TranslateRequest Of(TranslateOptions options) => new() { Texts = { C }, Options = options };

    private Task<ClassifyResponse> ClassifyAsync(ClassifyRequest request) =>
        _client.ClassifyAsync(request, cancellationToken: TestContext.Current.CancellationToken).ResponseAsync;
}
