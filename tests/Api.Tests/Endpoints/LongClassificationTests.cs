using System.Net;
using System.Text.Json;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Long texts on classify, in windows, over REST and gRPC.</summary>
public sealed class LongClassificationTests(ApiServer server)
{
    private const string Model = "sentiment";

    /// <summary>Each word is one token of the fixture.</summary>
    private static readonly string[] Words = ["good", "bad", "the", "a", "and", "of", "film", "is"];

    private static string Long => string.Join(' ', Enumerable.Range(0, 1_000).Select(static place => Words[place * 7 % Words.Length]));

    [Fact]
    public async Task Classify_AShortText_IsAsWithoutWindows()
    {
        var plain = Scores(await ClassifyAsync(new { text = "a good film", model = Model }));
        var windows = await ClassifyAsync(
            new
            {
                text = "a good film",
                model = Model,
                options = new { window = 64 },
            }
        );

        Scores(windows).ShouldBe(plain, 1e-5);
        Count(windows).ShouldBe(1);
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("max")]
    public async Task Classify_ALongText_JoinsTheScoresOfItsWindows(string combine)
    {
        const int window = 10,
            room = window - 2;
        var words = Enumerable.Range(0, 21).Select(static place => Words[place * 3 % Words.Length]).ToArray();
        var parts = await Task.WhenAll(
            new[] { words[..room], words[room..(2 * room)], words[(2 * room)..] }.Select(async part =>
                Scores(await ClassifyAsync(new { text = string.Join(' ', part), model = Model }))
            )
        );

        var answer = await ClassifyAsync(
            new
            {
                text = string.Join(' ', words),
                model = Model,
                options = new
                {
                    window,
                    stride = room,
                    combine,
                },
            }
        );

        Count(answer).ShouldBe(3);
        answer.GetProperty("results")[0].GetProperty("inputTokens").GetInt32().ShouldBe(21 + (3 * 2));
        answer.GetProperty("results")[0].GetProperty("truncated").GetBoolean().ShouldBeFalse();
        double[] expected =
        [
            .. Enumerable
                .Range(0, parts[0].Length)
                .Select(label =>
                    combine == "max"
                        ? parts.Max(part => part[label])
                        : ((room * parts[0][label]) + (room * parts[1][label]) + (5 * parts[2][label])) / 21
                ),
        ];
        Scores(answer).ShouldBe(expected, 1e-4);
    }

    [Fact]
    public async Task Classify_OverGrpc_IsTheSame()
    {
        var client = new Transformer.TransformerClient(server.Grpc);
        var rest = await ClassifyAsync(
            new
            {
                text = new[] { Long, "" },
                model = Model,
                options = new
                {
                    window = 128,
                    stride = 64,
                    combine = "max",
                },
            }
        );

        var grpc = await client.ClassifyAsync(
            new ClassifyRequest
            {
                Texts = { Long, "" },
                Model = Model,
                Options = new ClassifyOptions
                {
                    Window = 128,
                    Stride = 64,
                    Combine = WindowCombination.Max,
                },
            },
            cancellationToken: TestContext.Current.CancellationToken
        );

        Count(rest).ShouldBeGreaterThan(10);
        grpc.Results[0].Windows.ShouldBe(Count(rest));
        grpc.Results[1].Windows.ShouldBe(1);
        grpc.Results[0].Labels.OrderBy(static label => label.Label).Select(static label => label.Score).ShouldBe(Scores(rest), 1e-5);
        (
            await Should.ThrowAsync<RpcException>(async () =>
                await client.ClassifyAsync(
                    new ClassifyRequest
                    {
                        Texts = { "a" },
                        Model = Model,
                        Options = new ClassifyOptions(),
                    },
                    cancellationToken: TestContext.Current.CancellationToken
                )
            )
        ).StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Theory]
    [InlineData("""{ "text": "a", "model": "sentiment", "options": {} }""", "window")]
    [InlineData("""{ "text": "a", "model": "sentiment", "options": { "window": 2 } }""", "options.window")]
    [InlineData("""{ "text": "a", "model": "sentiment", "options": { "window": 100000 } }""", "options.window")]
    [InlineData("""{ "text": "a", "model": "sentiment", "options": { "window": 16, "stride": 0 } }""", "stride")]
    [InlineData("""{ "text": "a", "model": "sentiment", "options": { "window": 16, "combine": "median" } }""", "combine")]
    [InlineData("""{ "text": "a", "model": "sentiment", "options": { "window": 16, "width": 2 } }""", "width")]
    [InlineData("""{ "text": "a", "textPair": "b", "model": "sentiment", "options": { "window": 16 } }""", "textPair")]
    public async Task Classify_WrongWindows_SayWhatToChange(string body, string said)
    {
        var answer = await server.PostAsync("/v1/classify", body);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        answer.Text.ShouldContain(said);
    }

    [Fact]
    public async Task Classify_MoreWindowsThanARequestMayHave_IsRefused()
    {
        var answer = await server.PostAsync(
            "/v1/classify",
            JsonSerializer.Serialize(
                new
                {
                    text = string.Concat(Enumerable.Repeat("good ", 20_000)),
                    model = Model,
                    options = new { window = 3, stride = 1 },
                }
            )
        );

        answer.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge, answer.Text);
        answer.Text.ShouldContain("MaxRowsPerRequest");
    }

    private async Task<JsonElement> ClassifyAsync(object body)
    {
        var answer = await server.PostAsync("/v1/classify", JsonSerializer.Serialize(body));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }

    /// <summary>The scores of the first text in the order of the labels' names.</summary>
    private static double[] Scores(JsonElement answer) =>
        [
            .. answer
                .GetProperty("results")[0]
                .GetProperty("labels")
                .EnumerateArray()
                .OrderBy(static label => label.GetProperty("label").GetString(), StringComparer.Ordinal)
                .Select(static label => label.GetProperty("score").GetDouble()),
        ];

    private static int Count(JsonElement answer) => answer.GetProperty("results")[0].GetProperty("windows").GetInt32();
}
