using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Scoring;

/// <summary>The probabilities of given translations.</summary>
public sealed class ScoreTests : IDisposable
{
    private const double Tolerance = 1e-4,
        InCompany = 1e-5;
    private readonly TestCatalog _catalog = new(
        new InferenceOptions(),
        batching: new BatchingOptions { MaxBatchRows = 7, MaxBatchTokens = 500 }
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _catalog.Dispose();

    [Theory]
    [InlineData("marian-tiny", false)]
    [InlineData("t5-tiny", true)]
    public async Task Score_GoldenTranslations_IsPyTorchsScore(string fixture, bool isPlain)
    {
        var pipeline = await PipelineAsync(fixture);
        var golden = GoldenTranslations.Load(fixture).Cases;

        // PyTorch's beam search of Marian leaves the padding token out of the probabilities, which this variant of it does not.
        (string Source, string Text, int[] Sequence, double Score)[] pairs =
        [
            .. isPlain
                ? golden.Select(item => (item.Text, item.Beam4.Text, item.Beam4.Sequence, item.Beam4.SequencesScores))
                : golden
                    .Where(item => item.Variants?.ContainsKey("beam4_renormalize_logits_false") == true)
                    .Select(item => (item, found: item.Variants!["beam4_renormalize_logits_false"]))
                    .Select(pair => (pair.item.Text, pair.found.Texts[0], pair.found.Sequences[0], pair.found.SequencesScores![0])),
        ];

        var answer = await ScoreAsync(pipeline, [.. pairs.Select(pair => pair.Source)], [.. pairs.Select(pair => pair.Text)]);

        var same = 0;
        foreach (var (found, pair) in answer.Results.Zip(pairs))
        {
            int[] ids = [.. found.Tokens.Select(token => token.Piece.Id)];

            // Where the text is written with other pieces than the search chose, there is nothing to compare.
            if (ids.AsSpan().SequenceEqual(pair.Sequence.AsSpan(1, Math.Min(ids.Length, pair.Sequence.Length - 1))))
            {
                same++;
                (found.LogProbability / ids.Length).ShouldBe(pair.Score, Tolerance, pair.Source);
            }
        }

        same.ShouldBeGreaterThan(pairs.Length / 2);
    }

    [Theory]
    [InlineData("marian-tiny")]
    [InlineData("t5-tiny")]
    public async Task Score_AnyCompany_IsAsAlone(string fixture)
    {
        var pipeline = await PipelineAsync(fixture);
        var golden = GoldenTranslations.Load(fixture).Cases;
        string[] sources = [.. golden.Select(item => item.Text)];
        string[] targets = [.. golden.Select(item => item.Greedy.Text)];
        var random = new Random(7);
        random.Shuffle(targets);
        var alone = new List<ScoredTarget>();
        foreach (var (source, target) in sources.Zip(targets))
        {
            alone.Add((await ScoreAsync(pipeline, [source], [target])).Results[0]);
        }

        var translations = Enumerable
            .Range(0, 8)
            .Select(_ => pipeline.TranslateAsync(new TranslationRequest(sources) { Options = new() { BeamSize = 3 } }, Token));
        var scores = Enumerable.Range(0, 4).Select(_ => ScoreAsync(pipeline, sources, targets)).ToArray();
        await Task.WhenAll(translations);

        foreach (var answer in await Task.WhenAll(scores))
        {
            foreach (var (found, expected) in answer.Results.Zip(alone))
            {
                found
                    .Tokens.Select(token => token.LogProbability)
                    .ShouldBe(expected.Tokens.Select(token => token.LogProbability), InCompany);
                found.LogProbability.ShouldBe(found.Tokens.Sum(token => token.LogProbability), 1e-9);
                found.Perplexity.ShouldBe(Math.Exp(-found.LogProbability / found.Tokens.Count), 1e-9);
            }
        }
    }

    [Fact]
    public async Task Score_EmptyTarget_IsTheEndToken()
    {
        var pipeline = await PipelineAsync("marian-tiny");

        var found = (await ScoreAsync(pipeline, ["Two dogs."], [""])).Results.Single();

        found.Tokens.Single().Piece.Piece.ShouldBe("</s>");
        found.LogProbability.ShouldBeLessThan(-1);
    }

    [Fact]
    public async Task Score_TargetOfMoreTokensThanTheModelWrites_IsTooLarge()
    {
        var pipeline = await PipelineAsync("marian-tiny");

        var failure = await Should.ThrowAsync<InferenceException>(() =>
            ScoreAsync(pipeline, ["Two dogs."], [string.Concat(Enumerable.Repeat("chien ", 2_000))])
        );

        failure.Error.ShouldBe(InferenceError.InputTooLarge);
        failure.Message.ShouldContain("sentence by sentence");
    }

    [Fact]
    public async Task Score_FewerTargetsThanSources_IsInvalid()
    {
        var pipeline = await PipelineAsync("marian-tiny");

        var failure = await Should.ThrowAsync<InferenceException>(() => ScoreAsync(pipeline, ["a", "b"], ["c"]));

        failure.Error.ShouldBe(InferenceError.InvalidInput);
    }

    private static async Task<ScoreAnswer> ScoreAsync(InferencePipeline pipeline, string[] sources, string[] targets)
    {
        return await pipeline.AskAsync<ScoreRequest, ScoreAnswer>(new ScoreRequest(sources, targets), Token);
    }

    private async Task<InferencePipeline> PipelineAsync(string fixture)
    {
        _catalog.Add("model", fixture, """{ "task": "translation", "prefix": "" }""");
        await _catalog.Catalog.LoadAsync(Token);
        return _catalog.Pipeline();
    }
}
