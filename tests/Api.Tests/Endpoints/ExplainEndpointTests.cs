using System.Net;
using System.Text.Json;
using Google.Protobuf.Collections;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Explanations through REST and gRPC.</summary>
public sealed class ExplainEndpointTests(ApiServer server)
{
    private readonly Transformer.TransformerClient _client = new(server.Grpc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Explain_Labels_AreTheSameThroughBothDoors()
    {
        string[] texts = ["two dogs are playing", "no , not at all"];
        var rest = await AnswerAsync(new { text = texts, model = "sentiment" });
        var message = await _client.ExplainAsync(new ExplainRequest { Texts = { texts }, Model = "sentiment" }, cancellationToken: Token);

        rest.GetProperty("method").GetString().ShouldBe(message.Method);
        foreach (var (found, expected) in rest.GetProperty("results").EnumerateArray().Zip(message.Results))
        {
            found.GetProperty("label").GetString().ShouldBe(expected.Label);
            found.GetProperty("score").GetDouble().ShouldBe(expected.Score, 1e-6);
            found.GetProperty("rows").GetInt32().ShouldBe(expected.Rows);
            found.TryGetProperty("targetParts", out _).ShouldBeFalse();
            ShouldBe(found.GetProperty("parts"), expected.Parts);
        }
    }

    [Fact]
    public async Task Explain_Translation_IsTheSameThroughBothDoors()
    {
        var rest = await AnswerAsync(
            new
            {
                text = "Two dogs.",
                target = "Deux chiens.",
                model = "en-fr",
                unit = "token",
                maxRows = 3,
            }
        );
        var message = await _client.ExplainAsync(
            new ExplainRequest
            {
                Texts = { "Two dogs." },
                Targets = { "Deux chiens." },
                Model = "en-fr",
                Unit = ExplanationUnit.Token,
                MaxRows = 3,
            },
            cancellationToken: Token
        );

        var found = rest.GetProperty("results")[0];
        var expected = message.Results.Single();
        found.GetProperty("target").GetString().ShouldBe("Deux chiens.");
        expected.Target.ShouldBe("Deux chiens.");
        expected.HasLabel.ShouldBeFalse();
        found.TryGetProperty("label", out _).ShouldBeFalse();
        found.GetProperty("logProbability").GetDouble().ShouldBe(expected.LogProbability, 1e-5);
        found.GetProperty("parts").GetArrayLength().ShouldBeLessThanOrEqualTo(2);
        ShouldBe(found.GetProperty("parts"), expected.Parts);
        foreach (var (part, other) in found.GetProperty("targetParts").EnumerateArray().Zip(expected.TargetParts))
        {
            part.GetProperty("text").GetString().ShouldBe(other.Text);
            part.GetProperty("start").GetInt32().ShouldBe(other.Start);
            part.GetProperty("end").GetInt32().ShouldBe(other.End);
            part.GetProperty("weights").EnumerateArray().Select(weight => weight.GetDouble()).ShouldBe(other.Weights, 1e-5);
            (part.TryGetProperty("source", out var source) ? source.GetInt32() : -1).ShouldBe(other.HasSource ? other.Source : -1);
        }
    }

    [Fact]
    public async Task Explain_UnknownUnitThroughGrpc_IsInvalid()
    {
        var failure = await Should.ThrowAsync<RpcException>(async () =>
            await _client.ExplainAsync(new ExplainRequest { Texts = { "a" }, Unit = (ExplanationUnit)9 }, cancellationToken: Token)
        );

        failure.StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    private static void ShouldBe(JsonElement parts, RepeatedField<ExplainedPart> expected)
    {
        parts.GetArrayLength().ShouldBe(expected.Count);
        foreach (var (part, other) in parts.EnumerateArray().Zip(expected))
        {
            part.GetProperty("text").GetString().ShouldBe(other.Text);
            part.GetProperty("start").GetInt32().ShouldBe(other.Start);
            part.GetProperty("end").GetInt32().ShouldBe(other.End);
            part.GetProperty("weight").GetDouble().ShouldBe(other.Weight, 1e-4);
            part.GetProperty("without").GetDouble().ShouldBe(other.Without, 1e-5);
        }
    }

    private async Task<JsonElement> AnswerAsync(object body)
    {
        var answer = await server.PostAsync(BadBody.Explain, JsonSerializer.Serialize(body));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }
}
