using System.Text.Json;
using Shouldly;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Ranking;

/// <summary>Reranking through the pipeline, against PyTorch's scores.</summary>
public sealed class GoldenRankingTests : IDisposable
{
    private const string Fixture = "cross-encoder-tiny";
    private static readonly JsonElement Golden = GoldenFile.Read(Fixture).GetProperty("rerank");
    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Without a task the one logit decides; a classifier of one logit ranks too.</summary>
    [Theory]
    [InlineData("{}", ModelTask.TextRanking)]
    [InlineData("""{ "task": "rerank" }""", ModelTask.TextRanking)]
    [InlineData("""{ "task": "text-classification" }""", ModelTask.TextClassification)]
    public async Task Rerank_GoldenDocuments_GiveThePyTorchOrderAndScores(string manifest, ModelTask task)
    {
        _catalog.Add("m", Fixture, manifest);
        await _catalog.Catalog.LoadAsync(Token);
        _catalog.Catalog.Describe("m").Task.ShouldBe(task);
        var raw = Golden.Numbers("raw");

        var answer = await RerankAsync(_catalog.Pipeline(), new RerankRequest(Query, Documents));

        answer.Results.Select(document => (double)document.Index).ShouldBe(Golden.Numbers("order"));
        answer.Results.Select(document => document.Score).ShouldBe(answer.Results.Select(document => raw[document.Index]), 1e-4);
        answer.Scores.ShouldBe(raw, 1e-4);
    }

    [Fact]
    public async Task Rerank_WithoutAnActivationInTheConfig_GivesSigmoids()
    {
        var folder = _catalog.Add("m", Fixture, "{}");
        var config = Path.Combine(folder, "config.json");
        File.WriteAllText(
            config,
            File.ReadAllText(config).Replace("sbert_ce_default_activation_function", "not_an_activation", StringComparison.Ordinal)
        );
        await _catalog.Catalog.LoadAsync(Token);

        (await RerankAsync(_catalog.Pipeline(), new RerankRequest(Query, Documents))).Scores.ShouldBe(Golden.Numbers("sigmoid"), 1e-4);
    }

    [Fact]
    public async Task Rerank_TopN_GivesTheBest()
    {
        _catalog.Add("m", Fixture, "{}");
        await _catalog.Catalog.LoadAsync(Token);

        var answer = await RerankAsync(_catalog.Pipeline(), new RerankRequest(Query, Documents) { TopN = 2 });

        answer.Results.Select(document => (double)document.Index).ShouldBe(Golden.Numbers("order")[..2]);
    }

    [Fact]
    public async Task Rerank_ModelOfOtherTask_IsRefusedWithItsPath()
    {
        _catalog.Add("m", "distilbert-tiny", "{}");
        await _catalog.Catalog.LoadAsync(Token);
        _catalog.Catalog.Describe("m").Task.ShouldBe(ModelTask.TextClassification);

        var refusal = await Should.ThrowAsync<InferenceException>(() =>
            RerankAsync(_catalog.Pipeline(), new RerankRequest(Query, Documents) { Model = "m" })
        );

        refusal.Error.ShouldBe(InferenceError.InvalidInput);
        refusal.Message.ShouldBe("The model 'm' classifies: send the request to /v1/classify, or name another model.");
    }

    [Fact]
    public async Task Rerank_LongQueryForManyDocuments_IsTooLarge()
    {
        _catalog.Add("m", Fixture, "{}");
        await _catalog.Catalog.LoadAsync(Token);

        var refusal = await Should.ThrowAsync<InferenceException>(() =>
            RerankAsync(_catalog.Pipeline(), new RerankRequest(new string('q', 1_000), [.. Enumerable.Repeat("d", 600)]))
        );

        refusal.Error.ShouldBe(InferenceError.InputTooLarge);
        refusal.Message.ShouldContain("'query' is read once for each document");
    }

    private static string Query => Golden.GetProperty("query").GetString() ?? "";

    private static string[] Documents => [.. Golden.GetProperty("documents").EnumerateArray().Select(text => text.GetString() ?? "")];

    private static Task<RerankAnswer> RerankAsync(InferencePipeline pipeline, RerankRequest request) =>
        pipeline.AskAsync<RerankRequest, RerankAnswer>(request, Token);
}
