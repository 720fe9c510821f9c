using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Tokens through REST and gRPC.</summary>
public sealed class TokenizeTests(ApiServer server)
{
    private readonly Transformer.TransformerClient _client = new(server.Grpc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en-fr", "marian-tiny")]
    [InlineData("sentiment", "distilbert-tiny")]
    [InlineData("intent", "roberta-tiny")]
    public async Task Tokenize_GoldenTexts_AreTheReferencesIds(string model, string fixture)
    {
        var cases = Golden.Cases(fixture).Values.Where(item => !item.TryGetProperty("text_pair", out _)).ToArray();
        var answer = await TokenizeAsync(cases.Select(item => item.GetProperty("text").GetString()), model);

        foreach (var (found, golden) in answer.GetProperty("results").EnumerateArray().Zip(cases))
        {
            found
                .GetProperty("pieces")
                .EnumerateArray()
                .Select(piece => piece.GetProperty("id").GetInt32())
                .ShouldBe(golden.GetProperty("input_ids").EnumerateArray().Select(id => id.GetInt32()));
            found.GetProperty("tokens").GetInt32().ShouldBe(golden.GetProperty("untruncated_length").GetInt32());
            found.GetProperty("truncated").GetBoolean().ShouldBe(golden.GetProperty("truncated").GetBoolean());
        }
    }

    [Fact]
    public async Task Tokenize_WithoutSpecialTokens_HasOnlyPiecesOfTheText()
    {
        var answer = await TokenizeAsync(["two dogs", ""], "sentiment", specialTokens: false);

        var results = answer.GetProperty("results").EnumerateArray().ToArray();
        results[0].GetProperty("pieces").EnumerateArray().ShouldAllBe(piece => piece.GetProperty("end").GetInt32() <= 8);
        results[1].GetProperty("pieces").GetArrayLength().ShouldBe(0);
        results[1].GetProperty("tokens").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Tokenize_BrokenText_CountsHalfAPairAsOneCodePoint()
    {
        var answer = await server.PostAsync(BadBody.Tokenize, """{"text":"\ud83d dogs","model":"intent"}""");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var pieces = answer.Json.GetProperty("results")[0].GetProperty("pieces").EnumerateArray().ToArray();
        pieces[^2].GetProperty("end").GetInt32().ShouldBe(6);
    }

    [Theory]
    [InlineData("en-fr")]
    [InlineData("sentiment")]
    [InlineData("intent")]
    public async Task Detokenize_TokensOfAText_GiveItsWords(string model)
    {
        var tokens = await TokenizeAsync(["two dogs are playing"], model);
        int[] ids =
        [
            .. tokens.GetProperty("results")[0].GetProperty("pieces").EnumerateArray().Select(piece => piece.GetProperty("id").GetInt32()),
        ];

        var plain = await server.PostAsync(BadBody.Detokenize, JsonSerializer.Serialize(new { ids, model }));
        var special = await server.PostAsync(
            BadBody.Detokenize,
            JsonSerializer.Serialize(
                new
                {
                    ids = new[] { ids, [] },
                    model,
                    specialTokens = true,
                }
            )
        );

        plain.Status.ShouldBe(HttpStatusCode.OK, plain.Text);
        plain.Json.GetProperty("texts")[0].GetString()?.Trim().ShouldBe("two dogs are playing");
        var texts = special.Json.GetProperty("texts").EnumerateArray().Select(text => text.GetString() ?? "").ToArray();
        texts.Length.ShouldBe(2);
        texts[0].ShouldContain("two dogs are playing");
        texts[0].ShouldNotBe(plain.Json.GetProperty("texts")[0].GetString());
        texts[1].ShouldBe("");
    }

    [Fact]
    public async Task Grpc_AllThree_AreRestsAnswers()
    {
        string[] texts = ["Two dogs are playing in the snow.", "☃ café"];
        var rest = await TokenizeAsync(texts, "en-fr");
        var tokens = await _client.TokenizeAsync(new TokenizeRequest { Texts = { texts }, Model = "en-fr" }, cancellationToken: Token);

        foreach (var (found, expected) in tokens.Results.Zip(rest.GetProperty("results").EnumerateArray()))
        {
            found.Tokens.ShouldBe(expected.GetProperty("tokens").GetInt32());
            foreach (var (piece, other) in found.Pieces.Zip(expected.GetProperty("pieces").EnumerateArray()))
            {
                piece.Id.ShouldBe(other.GetProperty("id").GetInt32());
                piece.Piece_.ShouldBe(other.GetProperty("piece").GetString());
                (piece.HasStart ? piece.Start : -1).ShouldBe(other.TryGetProperty("start", out var start) ? start.GetInt32() : -1);
                (piece.HasEnd ? piece.End : -1).ShouldBe(other.TryGetProperty("end", out var end) ? end.GetInt32() : -1);
            }
        }

        var back = await _client.DetokenizeAsync(
            new DetokenizeRequest
            {
                Ids = { tokens.Results.Select(result => new TokenIds { Ids = { result.Pieces.Select(piece => piece.Id) } }) },
                Model = "en-fr",
            },
            cancellationToken: Token
        );
        back.Texts[0].ShouldBe(texts[0]);

        var restScore = await server.PostAsync(
            BadBody.Score,
            """{"source":"Two dogs are playing in the snow.","target":"Deux chiens jouent dans la neige."}"""
        );
        var score = await _client.ScoreAsync(
            new ScoreRequest { Sources = { texts[0] }, Targets = { "Deux chiens jouent dans la neige." } },
            cancellationToken: Token
        );
        restScore.Status.ShouldBe(HttpStatusCode.OK, restScore.Text);
        var scored = restScore.Json.GetProperty("results")[0];
        score.Results[0].LogProbability.ShouldBe(scored.GetProperty("logProbability").GetDouble(), 1e-9);
        score.Results[0].Perplexity.ShouldBe(scored.GetProperty("perplexity").GetDouble(), 1e-9);
        score
            .Results[0]
            .Tokens.Select(token => token.Piece.Piece_)
            .ShouldBe(scored.GetProperty("tokens").EnumerateArray().Select(token => token.GetProperty("piece").GetString()));
        scored.GetProperty("tokens").EnumerateArray().Last().TryGetProperty("start", out _).ShouldBeFalse();
    }

    private async Task<JsonElement> TokenizeAsync(IEnumerable<string?> text, string model, bool specialTokens = true)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                text,
                model,
                specialTokens,
            }
        );
        var answer = await server.PostAsync(BadBody.Tokenize, Encoding.UTF8.GetString(body));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }
}
