using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Explanations;

/// <summary>Explanations through the pipeline, held to what the model says of the texts without each word.</summary>
public sealed class ExplainTests : IDisposable
{
    private const double InCompany = 1e-5;
    private readonly TestCatalog _catalog = new(
        new InferenceOptions { MaxRowsPerRequest = 600 },
        batching: new BatchingOptions { MaxBatchRows = 7, MaxBatchTokens = 500 }
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _catalog.Dispose();

    [Theory]
    [InlineData("distilbert-tiny")]
    [InlineData("deberta-v2-tiny")]
    public async Task Explain_Label_WeighsEachWordByTheScoreWithoutIt(string fixture)
    {
        var pipeline = await PipelineAsync(fixture, "{}");
        string[] words = ["two", "dogs", "are", "playing", "here"];

        var found = (await ExplainAsync(pipeline, new ExplainRequest([string.Join(' ', words)]))).Results.Single();

        found.Parts.Select(part => part.Place.Text).ShouldBe(words);
        found.Rows.ShouldBe(words.Length + 1);
        var label = found.Label.ShouldNotBeNull();
        var whole = await ScoresAsync(pipeline, string.Join(' ', words));
        whole[0].ShouldBe(label);
        foreach (var (part, word) in found.Parts.Zip(words))
        {
            var without = await ScoresAsync(pipeline, string.Join(' ', words.Where(other => other != word)));
            var score = without.First(one => one.Label == label.Label).Score;
            part.Without.ShouldNotBeNull().ShouldBe(score, InCompany);
            part.Weight.ShouldBe(LogOdds(label.Score) - LogOdds(score), 1e-3);
        }
    }

    [Theory]
    [InlineData("marian-tiny")]
    [InlineData("t5-tiny")]
    public async Task Explain_Translation_WeighsEachWordByTheScoreWithoutIt(string fixture)
    {
        var pipeline = await PipelineAsync(fixture, Translation);
        string[] words = ["two", "dogs", "are", "playing"];
        const string target = "deux chiens jouent";

        var found = (await ExplainAsync(pipeline, new ExplainRequest([string.Join(' ', words)]) { Targets = [target] })).Results.Single();

        var translation = found.Target.ShouldNotBeNull();
        translation.Text.ShouldBe(target);
        translation.Parts.Select(part => part.Place.Text).ShouldBe(target.Split(' '));
        var whole = await ScoreAsync(pipeline, string.Join(' ', words), target);
        translation.LogProbability.ShouldBe(whole.LogProbability, InCompany);
        for (var word = 0; word < words.Length; word++)
        {
            var without = await ScoreAsync(pipeline, string.Join(' ', words.Where(other => other != words[word])), target);
            found.Parts[word].Weight.ShouldBe(whole.LogProbability - without.LogProbability, 1e-4);
            for (var part = 0; part < translation.Parts.Count; part++)
            {
                var place = translation.Parts[part].Place;
                var expected = Of(whole, place) - Of(without, place);
                translation.Parts[part].Weights[word].ShouldBe(expected, 1e-4);
            }
        }

        static double Of(ScoredTarget scored, ExplainedPlace place) =>
            scored
                .Tokens.Where(token =>
                    token.Piece.Start >= place.Start - 1 && token.Piece.End <= place.End && token.Piece.End > place.Start
                )
                .Sum(token => token.LogProbability);
    }

    [Fact]
    public async Task Explain_WithoutTarget_ExplainsTheModelsOwnTranslation()
    {
        var pipeline = await PipelineAsync("marian-tiny", Translation);
        const string text = "Two dogs are playing in the snow.";
        var options = new TranslationOptions { BeamSize = 1, SplitSentences = false };
        var own = await pipeline.TranslateAsync(new TranslationRequest([text]) { Options = options }, Token);

        var found = (await ExplainAsync(pipeline, new ExplainRequest([text]))).Results.Single();

        found.Target.ShouldNotBeNull().Text.ShouldBe(own.Translations[0].Text);
    }

    [Theory]
    [InlineData("distilbert-tiny", "{}")]
    [InlineData("marian-tiny", Translation)]
    public async Task Explain_AnyCompany_IsAsAlone(string fixture, string modelJson)
    {
        var pipeline = await PipelineAsync(fixture, modelJson);
        string[] texts =
        [
            "two dogs are playing",
            "the plot is dull , and the jokes are older than the actors .",
            "yes",
            "a b c d e f g h i j",
        ];
        var alone = new List<Explanation>();
        foreach (var text in texts)
        {
            alone.AddRange((await ExplainAsync(pipeline, new ExplainRequest([text]))).Results);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ExplainAsync(pipeline, new ExplainRequest(texts))));

        foreach (var (found, expected) in answers.SelectMany(answer => answer.Results.Zip(alone)))
        {
            found
                .Parts.Select(part => part.Without.ShouldNotBeNull())
                .ShouldBe(expected.Parts.Select(part => part.Without.ShouldNotBeNull()), InCompany);
            found.Label?.Label.ShouldBe(expected.Label?.Label);
            found.Target?.Text.ShouldBe(expected.Target?.Text);
            found.Target?.Parts.Select(part => part.Source).ShouldBe(expected.Target?.Parts.Select(part => part.Source) ?? []);
        }
    }

    [Fact]
    public async Task Explain_MoreWordsThanRows_LeavesOutGroups()
    {
        var pipeline = await PipelineAsync("distilbert-tiny", "{}");
        var text = string.Join(' ', Enumerable.Range(0, 30).Select(word => (char)('a' + (word % 26))));

        var found = (await ExplainAsync(pipeline, new ExplainRequest([text]) { MaxRows = 8 })).Results.Single();

        found.Rows.ShouldBe(7); // 30 words in groups of 5
        string.Join(' ', found.Parts.Select(part => part.Place.Text)).ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("word")]
    [InlineData("\u200b")]
    [InlineData("\ud83d dogs")]
    public async Task Explain_OddTexts_AreAnswered(string text)
    {
        var pipeline = await PipelineAsync("distilbert-tiny", "{}");

        foreach (var unit in Enum.GetValues<ExplanationUnit>())
        {
            var found = (await ExplainAsync(pipeline, new ExplainRequest([text]) { Unit = unit })).Results.Single();
            found.Rows.ShouldBe(found.Parts.Count + 1);
            found.Parts.ShouldAllBe(part => double.IsFinite(part.Weight));
        }
    }

    [Fact]
    public async Task Explain_TextThatIsCut_HasOnlyThePartsThatWereRead()
    {
        var pipeline = await PipelineAsync("distilbert-tiny", "{}");
        var text = string.Concat(Enumerable.Repeat("word ", 1_000));

        var found = (await ExplainAsync(pipeline, new ExplainRequest([text]) { MaxRows = 512 })).Results.Single();

        found.Read.Truncated.ShouldBeTrue();
        found.Parts[^1].Place.End.ShouldBeLessThan(text.Length / 2);
    }

    [Theory]
    [InlineData("distilbert-tiny", "{}", "unknown label", null, 64, "GET /v1/models")]
    [InlineData("distilbert-tiny", "{}", null, "deux", 64, "'target' is for models that translate")]
    [InlineData("marian-tiny", Translation, "POSITIVE", null, 64, "'label' is for models that classify")]
    [InlineData("marian-tiny", Translation, null, null, 1, "'maxRows'")]
    [InlineData("marian-tiny", Translation, null, null, 513, "'maxRows'")]
    [InlineData("marian-tiny", Translation, "a", "b", 64, "one of them")]
    public async Task Explain_BadRequest_SaysWhatToChange(
        string fixture,
        string modelJson,
        string? label,
        string? target,
        int maxRows,
        string expected
    )
    {
        var pipeline = await PipelineAsync(fixture, modelJson);
        var request = new ExplainRequest(["two dogs"])
        {
            Label = label,
            Targets = target is null ? null : [target],
            MaxRows = maxRows,
        };

        var failure = await Should.ThrowAsync<InferenceException>(() => ExplainAsync(pipeline, request));

        failure.Error.ShouldBe(InferenceError.InvalidInput);
        failure.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Explain_MoreRowsThanARequestMayHave_IsTooLarge()
    {
        var pipeline = await PipelineAsync("distilbert-tiny", "{}");
        var text = string.Concat(Enumerable.Repeat("a b c d e ", 12));

        var failure = await Should.ThrowAsync<InferenceException>(() =>
            ExplainAsync(pipeline, new ExplainRequest([.. Enumerable.Repeat(text, 10)]) { MaxRows = 512 })
        );

        failure.Error.ShouldBe(InferenceError.InputTooLarge);
        failure.Message.ShouldContain("maxRows");
    }

    [Fact]
    public async Task Explain_ModelOfAnotherTask_IsRefused()
    {
        var pipeline = await PipelineAsync("sentence-bert-tiny", "{}");

        var failure = await Should.ThrowAsync<InferenceException>(() =>
            ExplainAsync(pipeline, new ExplainRequest(["two dogs"]) { Model = "model" })
        );

        failure.Error.ShouldBe(InferenceError.InvalidInput);
    }

    private const string Translation = """{ "task": "translation", "prefix": "" }""";

    private static double LogOdds(double score) => Math.Log(score / (1 - score));

    private static Task<ExplainAnswer> ExplainAsync(InferencePipeline pipeline, ExplainRequest request) =>
        pipeline.AskAsync<ExplainRequest, ExplainAnswer>(request, Token);

    private static async Task<IReadOnlyList<LabelScore>> ScoresAsync(InferencePipeline pipeline, string text) =>
        (await pipeline.ClassifyAsync(new ClassificationRequest([text]) { TopK = 1_000 }, Token)).Results[0].Labels;

    private static async Task<ScoredTarget> ScoreAsync(InferencePipeline pipeline, string source, string target) =>
        (await pipeline.AskAsync<ScoreRequest, ScoreAnswer>(new ScoreRequest([source], [target]), Token)).Results[0];

    private async Task<InferencePipeline> PipelineAsync(string fixture, string modelJson)
    {
        _catalog.Add("model", fixture, modelJson);
        await _catalog.Catalog.LoadAsync(Token);
        return _catalog.Pipeline();
    }
}
