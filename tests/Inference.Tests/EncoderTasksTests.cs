using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Inference.Tests.Telemetry;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests;

/// <summary>What the engine gives every task, for embedding, ranking and tagging: batches, limits, cancellation, metrics and versions.</summary>
public sealed class EncoderTasksTests : IDisposable
{
    private const int Requests = 120,
        AtOnce = 8,
        MostTexts = 6;

    private static readonly string[] Texts =
    [
        .. GoldenFile.Cases("sentence-bert-tiny").Select(golden => golden.Text()).Where(text => text.Length is > 0 and < 200),
    ];

    private readonly TestMeters _meters = new();
    private readonly TestCatalog _catalog;

    public EncoderTasksTests() =>
        _catalog = new TestCatalog(batching: new BatchingOptions { MaxBatchRows = 5, MaxBatchTokens = 200 }, meters: _meters);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _catalog.Dispose();
        _meters.Dispose();
    }

    [Theory]
    [InlineData("sentence-bert-tiny")]
    [InlineData("cross-encoder-tiny")]
    [InlineData("bert-ner-tiny")]
    public async Task Ask_RandomMixesAtOnce_AnswersAsAlone(string fixture)
    {
        var ask = await LoadAsync(fixture);
        double[][] alone = [.. Texts.Select(text => ask([text], Token).GetAwaiter().GetResult()[0])];

        await Parallel.ForEachAsync(
            Enumerable.Range(0, Requests),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token },
            async (seed, token) =>
            {
                var random = new Random(seed);
                int[] mix = [.. Enumerable.Range(0, random.Next(1, MostTexts + 1)).Select(_ => random.Next(Texts.Length))];
                var found = await ask([.. mix.Select(index => Texts[index])], token);
                for (var row = 0; row < mix.Length; row++)
                {
                    found[row].ShouldBe(alone[mix[row]], 1e-4, Texts[mix[row]]);
                }
            }
        );
    }

    [Theory]
    [InlineData("sentence-bert-tiny")]
    [InlineData("cross-encoder-tiny")]
    [InlineData("bert-ner-tiny")]
    public async Task Ask_CancelledByTheCaller_EndsAndTheNextIsAnswered(string fixture)
    {
        var ask = await LoadAsync(fixture);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var failure = await Should.ThrowAsync<InferenceException>(() => ask([.. Enumerable.Repeat(Texts[0], 50)], cancelled.Token));

        failure.Error.ShouldBe(InferenceError.Cancelled);

        (await ask([Texts[0]], Token)).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("sentence-bert-tiny", ModelTask.FeatureExtraction)]
    [InlineData("cross-encoder-tiny", ModelTask.TextRanking)]
    [InlineData("bert-ner-tiny", ModelTask.TokenClassification)]
    public async Task Ask_Answered_IsMeasuredUnderItsTask(string fixture, ModelTask task)
    {
        using var requests = _meters.Collect<long>("transformer.requests");
        using var input = _meters.Collect<int>("transformer.input.tokens");
        using var rows = _meters.Collect<int>("transformer.batch.rows");
        var ask = await LoadAsync(fixture);

        await ask([Texts[0], Texts[1]], Token);
        await Should.ThrowAsync<InferenceException>(() => ask([], Token));

        var name = ModelTasks.Of(task).Name;
        requests
            .GetMeasurementSnapshot()
            .Select(request => (request.Tags["task"], request.Tags["outcome"], request.Tags["model"]))
            .ShouldBe([(name, "ok", "m"), (name, "invalidInput", "unknown")]);
        input.GetMeasurementSnapshot().Count.ShouldBe(2);
        input.GetMeasurementSnapshot().ShouldAllBe(tokens => (string?)tokens.Tags["task"] == name && tokens.Value > 1);
        rows.GetMeasurementSnapshot().Sum(batch => batch.Value).ShouldBe(2);
    }

    [Theory]
    [InlineData("sentence-bert-tiny", "text")]
    [InlineData("cross-encoder-tiny", "documents")]
    [InlineData("bert-ner-tiny", "text")]
    public async Task Ask_MoreTextsThanAllowed_IsTooLarge(string fixture, string field)
    {
        var ask = await LoadAsync(fixture);

        var refusal = await Should.ThrowAsync<InferenceException>(() =>
            ask([.. Enumerable.Repeat("a", _catalog.Options.MaxTextsPerRequest + 1)], Token)
        );

        refusal.Error.ShouldBe(InferenceError.InputTooLarge);
        refusal.Message.ShouldStartWith($"'{field}' holds ");
    }

    [Theory]
    [InlineData("sentence-bert-tiny")]
    [InlineData("cross-encoder-tiny")]
    [InlineData("bert-ner-tiny")]
    public async Task Promote_AnotherVersion_AnswersWithIt(string fixture)
    {
        _catalog.Add("m", fixture, "{}", Path.Combine("student", "1"));
        var second = _catalog.Add("m", fixture, "{}", Path.Combine("student", "2"));
        File.AppendAllText(Path.Combine(second, "config.json"), "\n"); // another content hash
        await _catalog.Catalog.LoadAsync(Token);
        var versions = _catalog.Catalog.Describe("m").Variants[0].Versions;
        var (newest, older) = (versions[0].Version, versions[1].Version);
        newest.ShouldNotBe(older);
        _catalog.Catalog.Describe("m").Variants[0].Version.ShouldBe(newest);

        await _catalog.Versions.PromoteAsync("m", VariantRole.Student, "1", Token);

        _catalog.Catalog.Describe("m").Variants[0].Faults.ShouldBeEmpty();
        _catalog.Catalog.Describe("m").Variants[0].Version.ShouldNotBe(newest);
        (await AskerOf(fixture)([Texts[0]], Token)).Length.ShouldBe(1);
    }

    private async Task<Func<string[], CancellationToken, Task<double[][]>>> LoadAsync(string fixture)
    {
        _catalog.Add("m", fixture, "{}");
        await _catalog.Catalog.LoadAsync(Token);
        _catalog.Catalog.Describe("m").Variants[0].Faults.ShouldBeEmpty();
        return AskerOf(fixture);
    }

    /// <summary>Asks for texts, and returns the numbers of each answer.</summary>
    private Func<string[], CancellationToken, Task<double[][]>> AskerOf(string fixture)
    {
        var pipeline = _catalog.Pipeline();
        return fixture switch
        {
            "sentence-bert-tiny" => async (texts, token) =>
                [
                    .. (await pipeline.AskAsync<EmbeddingRequest, EmbeddingAnswer>(new EmbeddingRequest(texts), token)).Embeddings.Select(
                        vector => Array.ConvertAll(vector, number => (double)number)
                    ),
                ],
            "cross-encoder-tiny" => async (texts, token) =>
                [
                    .. (
                        await pipeline.AskAsync<RerankRequest, RerankAnswer>(new RerankRequest("Where is the dog?", texts), token)
                    ).Scores.Select(score => (double[])[score]),
                ],
            _ => async (texts, token) =>
                [
                    .. (await pipeline.AskAsync<TagRequest, TagAnswer>(new TagRequest(texts), token)).Entities.Select(entities =>
                        entities.SelectMany(entity => (double[])[entity.Start, entity.End, entity.Score]).ToArray()
                    ),
                ],
        };
    }
}
