using System.Collections.Concurrent;
using System.Text.Json;
using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Catalog;
using TransformerService.Models.Requests;
using TransformerService.Tests.Support.Exports;
using Xunit;

namespace TransformerService.Inference.Tests;

/// <summary>
/// What a text is answered is the same whatever batch it rode in: hundreds of requests at once, each of texts and settings drawn at random,
/// through the pipeline that both doors use. Batches are kept small, so that there are many of them and rows of one request are torn apart.
/// </summary>
public sealed class CompanyTests : IDisposable
{
    private const int Requests = 300,
        AtOnce = 12,
        MostTexts = 8;
    private const double ScoreTolerance = 1e-5;
    private readonly TestCatalog _catalog = new(
        new InferenceOptions(),
        batching: new BatchingOptions { MaxBatchRows = 7, MaxBatchTokens = 500 }
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _catalog.Dispose();

    [Theory]
    [InlineData("marian-tiny")]
    [InlineData("t5-tiny")]
    public async Task Translate_RandomMixesAtOnce_GiveTheGoldenTexts(string fixture)
    {
        _catalog.Add("model", fixture, """{ "task": "translation", "prefix": "" }""");
        await _catalog.Catalog.LoadAsync(Token);
        var pipeline = _catalog.Pipeline();
        var cases = GoldenTranslations.Load(fixture).Cases;
        (double Greedy, double Beam)[] alone = new (double, double)[cases.Count];
        for (var index = 0; index < cases.Count; index++)
        {
            alone[index] = ((await AskAsync([index], 1))[0].Score, (await AskAsync([index], 4))[0].Score);
        }

        await ForRandomMixesAsync(
            cases.Count,
            async (mix, random) =>
            {
                var beams = random.Next(2) == 0 ? 1 : 4;
                var answers = await AskAsync(mix, beams);
                answers.Count.ShouldBe(mix.Length);
                for (var row = 0; row < mix.Length; row++)
                {
                    var golden = cases[mix[row]];
                    answers[row].Text.ShouldBe(beams == 1 ? golden.Greedy.Text : golden.Beam4.Text, golden.Name);
                    answers[row].Score.ShouldBe(beams == 1 ? alone[mix[row]].Greedy : alone[mix[row]].Beam, ScoreTolerance, golden.Name);
                }
            }
        );

        async Task<IReadOnlyList<TranslatedText>> AskAsync(int[] mix, int beams)
        {
            var options = new TranslationOptions
            {
                BeamSize = beams,
                MaxNewTokens = 63,
                SplitSentences = false,
            };
            var request = new TranslationRequest([.. mix.Select(index => cases[index].Text)]) { Options = options };
            return (await pipeline.TranslateAsync(request, Token)).Translations;
        }
    }

    [Theory]
    [InlineData("bert-tiny")]
    [InlineData("distilbert-tiny")]
    [InlineData("roberta-tiny")]
    public async Task Classify_RandomMixesAtOnce_GiveTheGoldenScores(string fixture)
    {
        _catalog.Add("model", fixture, """{ "task": "text-classification" }""");
        await _catalog.Catalog.LoadAsync(Token);
        var pipeline = _catalog.Pipeline();
        GoldenClassification[] cases = [.. GoldenClassifications.Load(fixture).Cases.Where(golden => golden.TextPair is null)];

        await ForRandomMixesAsync(
            cases.Length,
            async (mix, _) =>
            {
                var request = new ClassificationRequest([.. mix.Select(index => cases[index].Text)]) { TopK = 1_000 };
                var answers = (await pipeline.ClassifyAsync(request, Token)).Results;
                answers.Count.ShouldBe(mix.Length);
                for (var row = 0; row < mix.Length; row++)
                {
                    answers[row]
                        .Labels.Select(label => label.Score)
                        .ShouldBe(cases[mix[row]].Scores.OrderDescending(), ScoreTolerance, cases[mix[row]].Name);
                }
            }
        );
    }

    [Fact]
    public async Task Translate_CommittedStudentInRandomCompany_AnswersAsAlone()
    {
        var pipeline = await CommittedAsync("en-fr");
        var texts = Sentences("translation");
        TranslatedText[] alone = [.. texts.Select(text => AskAsync([text]).GetAwaiter().GetResult()[0])];

        await ForRandomMixesAsync(
            texts.Length,
            async (mix, _) =>
            {
                var answers = await AskAsync([.. mix.Select(index => texts[index])]);
                for (var row = 0; row < mix.Length; row++)
                {
                    answers[row].Text.ShouldBe(alone[mix[row]].Text);
                    answers[row].Score.ShouldBe(alone[mix[row]].Score, ScoreTolerance);
                }
            }
        );

        async Task<IReadOnlyList<TranslatedText>> AskAsync(string[] asked) =>
            (
                await pipeline.TranslateAsync(
                    new TranslationRequest(asked)
                    {
                        Options = new TranslationOptions { BeamSize = 1, MaxNewTokens = 40 },
                    },
                    Token
                )
            ).Translations;
    }

    [Theory]
    [InlineData("sentiment")]
    [InlineData("intent")]
    public async Task Classify_CommittedStudentInRandomCompany_AnswersAsAlone(string model)
    {
        var pipeline = await CommittedAsync(model);
        var texts = Sentences("text-classification");
        ClassifiedText[] alone = [.. texts.Select(text => AskAsync([text]).GetAwaiter().GetResult()[0])];

        await ForRandomMixesAsync(
            texts.Length,
            async (mix, _) =>
            {
                var answers = await AskAsync([.. mix.Select(index => texts[index])]);
                for (var row = 0; row < mix.Length; row++)
                {
                    var expected = alone[mix[row]];
                    answers[row].Labels[0].Label.ShouldBe(expected.Labels[0].Label);
                    answers[row].Labels.Select(label => label.Score).ShouldBe(expected.Labels.Select(label => label.Score), ScoreTolerance);
                }
            }
        );

        async Task<IReadOnlyList<ClassifiedText>> AskAsync(string[] asked) =>
            (await pipeline.ClassifyAsync(new ClassificationRequest(asked), Token)).Results;
    }

    /// <summary>A student of the repository's own models, whose answers are promised not to depend on their batch.</summary>
    private async Task<InferencePipeline> CommittedAsync(string name)
    {
        var model = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Fixtures.Root))!, "models", name); // tests/fixtures is in the repository
        _catalog.Add(name, Path.Combine(model, "student"), await File.ReadAllTextAsync(Path.Combine(model, "model.json"), Token));
        await _catalog.Catalog.LoadAsync(Token);
        _catalog.Catalog.Describe(name).Variants[0].DependsOnBatch.ShouldBe(false);
        _catalog.Catalog.Describe(name).Variants[0].Int8Arithmetic.ShouldBe(Int8Arithmetic.Exact);
        return _catalog.Pipeline();
    }

    private static string[] Sentences(string task)
    {
        var file = Path.Combine(Path.GetDirectoryName(Fixtures.Root)!, "Clients", "sentences.json"); // tests
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return [.. json.RootElement.GetProperty(task).EnumerateArray().Select(text => text.GetString()!)]; // all are texts
    }

    private static async Task ForRandomMixesAsync(int cases, Func<int[], Random, Task> ask)
    {
        ConcurrentBag<int> asked = [];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Requests),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token },
            async (seed, _) =>
            {
                var random = new Random(seed);
                int[] mix = [.. Enumerable.Range(0, random.Next(1, MostTexts + 1)).Select(_ => random.Next(cases))];
                await ask(mix, random);
                asked.Add(mix.Length);
            }
        );
        asked.Count.ShouldBe(Requests);
    }
}
