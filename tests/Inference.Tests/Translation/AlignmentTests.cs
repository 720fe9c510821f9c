using System.Text.Json.Nodes;
using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tests.Support.Exports;
using Xunit;

namespace TransformerService.Inference.Tests.Translation;

/// <summary>What stands on the attention of an export: explanations of translations, and the places of tags. Tried on the default model.</summary>
public sealed class AlignmentTests : IDisposable
{
    private const string Manifest = """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr" }""";

    private readonly TestCatalog _catalog = new(batching: new BatchingOptions { MaxBatchRows = 6, MaxBatchTokens = 200 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _catalog.Dispose();

    [Theory]
    [InlineData("student")]
    [InlineData("teacher")]
    public async Task Explain_ByAttention_FindsTheWordsThatBelongTogether(string variant)
    {
        var pipeline = await PipelineAsync(variant);
        var request = new ExplainRequest(["Two dogs are playing in the snow."]) { Targets = ["Deux chiens jouent dans la neige."] };

        var answer = await pipeline.AskAsync<ExplainRequest, ExplainAnswer>(request, Token);

        answer.Method.ShouldBe(ExplanationMethod.Attention);
        var found = answer.Results.ShouldHaveSingleItem();
        found.Rows.ShouldBe(2);
        var target = found.Target.ShouldNotBeNull();
        Link("Deux").ShouldBe("Two");
        Link("chiens").ShouldBe("dogs");
        Link("jouent").ShouldBeOneOf("are", "playing");
        Link("dans").ShouldBe("in");
        Link("neige").ShouldBe("snow");
        target.Parts.ShouldAllBe(part => part.Weights.All(weight => weight >= 0) && part.Weights.Sum() <= 1 + 1e-5);
        found.Parts.ShouldAllBe(part => part.Without == null);
        found.Parts.Sum(part => part.Weight).ShouldBeInRange(0.5, 1 + 1e-5);
        var score = await pipeline.AskAsync<ScoreRequest, ScoreAnswer>(new ScoreRequest(request.Texts, request.Targets), Token);
        target.LogProbability.ShouldBe(score.Results[0].LogProbability, 1e-5);

        string Link(string word) =>
            target.Parts.Single(part => part.Place.Text == word).Source is { } source ? found.Parts[source].Place.Text : "";
    }

    [Fact]
    public async Task Explain_InAnyCompany_IsTheSame()
    {
        var pipeline = await PipelineAsync("student");
        string[] texts =
        [
            "A dog.",
            "She has been living in Paris for three years.",
            "Yes",
            "A man in a blue shirt is standing on a ladder cleaning a window of a very old house in the middle of the town.",
        ];
        var alone = new List<Explanation>();
        foreach (var text in texts)
        {
            alone.Add((await AskAsync(new ExplainRequest([text]))).Results[0]);
        }

        var others = Enumerable.Range(0, 8).Select(_ => pipeline.TranslateAsync(new TranslationRequest(texts), Token)).ToArray();
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync(new ExplainRequest(texts))));
        await Task.WhenAll(others);

        foreach (var (found, expected) in together.SelectMany(answer => answer.Results.Zip(alone)))
        {
            found.Target?.Text.ShouldBe(expected.Target?.Text);
            found
                .Target?.Parts.SelectMany(part => part.Weights)
                .ShouldBe(expected.Target?.Parts.SelectMany(part => part.Weights) ?? [], 1e-5);
        }

        Task<ExplainAnswer> AskAsync(ExplainRequest request) => pipeline.AskAsync<ExplainRequest, ExplainAnswer>(request, Token);
    }

    [Fact]
    public async Task Explain_OcclusionAskedFor_LeavesOutEachWord()
    {
        var pipeline = await PipelineAsync("student");

        var answer = await pipeline.AskAsync<ExplainRequest, ExplainAnswer>(
            new ExplainRequest(["Two dogs."]) { Method = ExplanationMethod.Occlusion },
            Token
        );

        answer.Method.ShouldBe(ExplanationMethod.Occlusion);
        answer.Results[0].Rows.ShouldBe(4);
        answer.Results[0].Parts.ShouldAllBe(part => part.Without != null);
    }

    [Fact]
    public async Task Explain_AttentionOfAnExportWithoutHeads_IsRefused()
    {
        _catalog.Add("model", "marian-tiny", Manifest);
        await _catalog.Catalog.LoadAsync(Token);

        var failure = await Should.ThrowAsync<InferenceException>(() =>
            _catalog
                .Pipeline()
                .AskAsync<ExplainRequest, ExplainAnswer>(new ExplainRequest(["dogs"]) { Method = ExplanationMethod.Attention }, Token)
        );

        failure.Error.ShouldBe(InferenceError.InvalidInput);
        failure.Message.ShouldContain("'method'");
    }

    [Theory]
    [InlineData("<p>The sudden <b>death</b> of his brother surprised them.</p>", "<b>mort</b>")]
    [InlineData("<p>I'm not <b>here</b> for you.</p>", "<b>là</b>")]
    [InlineData("<p>Two <b>women</b> are walking in dirt outside a large building.</p>", "Deux <b>femmes</b> ")]
    [InlineData("<p>Two people are sitting fishing on striped <b>beach</b> chairs in a body of water.</p>", "<b>plage</b>")]
    [InlineData("<p>Two dogs. I <i>found</i> a stone.</p>", "<i>ai trouvé</i>")]
    public async Task Translate_TagsAroundWords_StandAroundTheirTranslations(string html, string expected)
    {
        var pipeline = await PipelineAsync("student");

        var found = await pipeline.TranslateAsync(new TranslationRequest([html]) { Format = TextFormat.Html }, Token);

        found.Translations[0].Text.ShouldContain(expected);
    }

    [Theory]
    [InlineData("[[7, 0]]", "'cross_attentions.7'")]
    [InlineData("[[0, 9]]", "has a head 9")]
    public async Task Load_HeadsThatTheDecoderDoesNotReturn_AreIgnoredWithAWarning(string heads, string expected)
    {
        var folder = AddDefault("student");
        var file = Path.Combine(folder, "generation_config.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(file, Token)).ShouldNotBeNull();
        json["alignment_heads"] = JsonNode.Parse(heads);
        await File.WriteAllTextAsync(file, json.ToJsonString(), Token);
        await _catalog.Catalog.LoadAsync(Token);

        _catalog
            .Catalog.Describe("model")
            .Warnings.ShouldContain(warning => warning.Contains("'alignment_heads' is ignored") && warning.Contains(expected));
        var answer = await _catalog.Pipeline().AskAsync<ExplainRequest, ExplainAnswer>(new ExplainRequest(["Two dogs."]), Token);
        answer.Method.ShouldBe(ExplanationMethod.Occlusion);
    }

    [Theory]
    [InlineData("[[0]]")]
    [InlineData("[[0, -1]]")]
    [InlineData("\"first\"")]
    public async Task Load_HeadsThatAreNoPairs_AreAFault(string heads)
    {
        var folder = AddDefault("student");
        var file = Path.Combine(folder, "generation_config.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(file, Token)).ShouldNotBeNull();
        json["alignment_heads"] = JsonNode.Parse(heads);
        await File.WriteAllTextAsync(file, json.ToJsonString(), Token);
        await _catalog.Catalog.LoadAsync(Token);

        _catalog.Catalog.Describe("model").Variants[0].Faults.ShouldContain(fault => fault.Contains("alignment_heads"));
    }

    private async Task<InferencePipeline> PipelineAsync(string variant)
    {
        AddDefault(variant);
        await _catalog.Catalog.LoadAsync(Token);
        return _catalog.Pipeline();
    }

    private string AddDefault(string variant)
    {
        var folder = _catalog.Add("model", "marian-tiny", Manifest);
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Fixtures.Root, "..", "..", "models", "en-fr", variant)))
        {
            if (Path.GetFileName(file) != "self-check.json") // it would be refused for another content
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }
        }

        return folder;
    }
}
