using CsCheck;
using Shouldly;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Errors;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Caching;

/// <summary>Kept answers, with real exports.</summary>
public sealed class AnswerCacheTests : IAsyncLifetime
{
    private const string Text = "the dog runs in the park";
    private static readonly RequestCaller Ann = new("key ann"),
        Bob = new("key bob");

    private readonly TestCatalog _catalog = new(new InferenceOptions { MaxRowsPerRequest = 40 });
    private readonly ObservedRuns _runs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _catalog.Add("en-fr", "marian-tiny", """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr" }""");
        _catalog.Add("topics", "bert-tiny", """{ "task": "text-classification" }""");
        await _catalog.Catalog.LoadAsync(Token);
    }

    public ValueTask DisposeAsync()
    {
        _catalog.Dispose();
        return ValueTask.CompletedTask;
    }

    private InferencePipeline Keeping(CacheOptions? options = null) => _catalog.Pipeline(cache: options ?? new(), observer: _runs);

    private static TranslationRequest Translation(params string[] texts) => new(texts) { Caller = Ann };

    private static ClassificationRequest Classification(params string[] texts) => new(texts) { Caller = Ann };

    [Fact]
    public async Task Translate_ATextAgain_GivesTheSameAnswerWithoutTheModel()
    {
        var pipeline = Keeping();
        var first = await pipeline.TranslateAsync(Translation(Text), Token);
        var second = await pipeline.TranslateAsync(Translation(Text), Token);

        _runs.Texts.ShouldBe([Text]);
        first.Timing.CachedTexts.ShouldBe(0);
        second.Timing.CachedTexts.ShouldBe(1);
        second.Timing.Inference.ShouldBe(TimeSpan.Zero);
        (second with { Timing = default }).ShouldBeEquivalentTo(first with { Timing = default });
    }

    [Fact]
    public async Task Classify_SomeTextsAgain_RunsOnlyTheOthersAndKeepsTheOrder()
    {
        var pipeline = Keeping();
        await pipeline.ClassifyAsync(Classification("one film", "two films"), Token);
        var mixed = await pipeline.ClassifyAsync(Classification("three films", "two films", "three films", "one film"), Token);
        var plain = await _catalog.Pipeline().ClassifyAsync(Classification("three films", "two films", "three films", "one film"), Token);

        _runs.Texts.ShouldBe(["one film", "two films", "three films"]);
        mixed.Timing.CachedTexts.ShouldBe(2);
        mixed.Results.Select(result => result.Labels[0].Label).ShouldBe(plain.Results.Select(result => result.Labels[0].Label));
        for (var row = 0; row < 4; row++)
        {
            mixed.Scores[row].Zip(plain.Scores[row], (mine, other) => Math.Abs(mine - other)).Max().ShouldBeLessThan(1e-5);
        }
    }

    [Fact]
    public void Translate_RandomMixes_AnswersAsWithoutCache()
    {
        var pipeline = Keeping(new CacheOptions { MaxBytes = 20_000 }); // so small that answers are dropped too
        var cases = GoldenTranslations.Load("marian-tiny").Cases;
        var whole = new TranslationOptions { MaxNewTokens = 63, SplitSentences = false };
        Gen.Select(Gen.Int[0, cases.Count - 1].Array[1, 12], Gen.Bool, Gen.Enum<CacheUse>())
            .Sample(
                (mix, beam, use) =>
                {
                    var request = Translation([.. mix.Select(index => cases[index].Text)]) with
                    {
                        Options = whole with { BeamSize = beam ? 4 : 1 },
                        Cache = use,
                    };
                    var answer = pipeline.TranslateAsync(request, Token).GetAwaiter().GetResult();
                    answer
                        .Translations.Select(text => text.Text)
                        .ShouldBe(mix.Select(index => (beam ? cases[index].Beam4 : cases[index].Greedy).Text));
                },
                iter: 60,
                threads: 2
            );
    }

    [Fact]
    public async Task Translate_AnotherOptionOrLanguage_RunsTheModel()
    {
        var pipeline = Keeping();
        var plain = Translation(Text);
        var options = plain.Options;
        TranslationRequest[] different =
        [
            plain,
            plain with
            {
                Format = TextFormat.Html,
            },
            plain with
            {
                Format = TextFormat.Markdown,
            },
            plain with
            {
                Format = TextFormat.Html,
                Options = options with { TranslateAttributes = true },
            },
            plain with
            {
                Source = "en",
            },
            plain with
            {
                Target = "fr",
            },
            plain with
            {
                Options = options with { BeamSize = 2 },
            },
            plain with
            {
                Options = options with { MaxNewTokens = 7 },
            },
            plain with
            {
                Options = options with { MinNewTokens = 2 },
            },
            plain with
            {
                Options = options with { LengthPenalty = 0.5 },
            },
            plain with
            {
                Options = options with { NoRepeatNgramSize = 2 },
            },
            plain with
            {
                Options = options with { RepetitionPenalty = 1.5 },
            },
            plain with
            {
                Options = options with { EarlyStopping = EarlyStopping.Never },
            },
            plain with
            {
                Options = options with { SplitSentences = false },
            },
            plain with
            {
                Options = options with { Shortlist = false },
            },
            plain with
            {
                Options = options with { KeepStructure = false },
            },
            plain with
            {
                Options = options with { ProtectSpans = false },
            },
            plain with
            {
                Options = options with { RemoveInvisible = false },
            },
            plain with
            {
                Options = options with { LowerCapitals = false },
            },
            plain with
            {
                Options = options with { CheckNumbers = false },
            },
            plain with
            {
                Options = options with { StopRunaways = false },
            },
            plain with
            {
                Options = options with { ModelGlossary = false },
            },
            plain with
            {
                Glossary = [new GlossaryEntry("dog", "canard")],
            },
            plain with
            {
                Glossary = [new GlossaryEntry("dog", "poule")],
            },
            plain with
            {
                Options = options with { Protect = ["dog"] },
            },
            plain with
            {
                Options = options with { Protect = ["park"] },
            },
            plain with
            {
                Options = options with { Protect = ["dog", "park"] },
            },
        ];
        foreach (var request in different)
        {
            (await pipeline.TranslateAsync(request, Token)).Timing.CachedTexts.ShouldBe(0, request.ToString());
        }

        _runs.Texts.Count.ShouldBe(different.Length);
        (await pipeline.TranslateAsync(different[^1], Token)).Timing.CachedTexts.ShouldBe(1);
    }

    [Fact]
    public async Task Translate_AfterAChangeOfTheModelsGlossary_RunsTheModel()
    {
        var pipeline = Keeping();
        var glossaries = new GlossaryService(_catalog.Catalog);
        await pipeline.TranslateAsync(Translation(Text), Token);
        await glossaries.SetAsync("en-fr", [new GlossaryEntry("dog", "canard")], Token);
        (await pipeline.TranslateAsync(Translation(Text), Token)).Timing.CachedTexts.ShouldBe(0);
        await glossaries.SetAsync("en-fr", null, Token);
        (await pipeline.TranslateAsync(Translation(Text), Token)).Timing.CachedTexts.ShouldBe(1);
    }

    [Fact]
    public async Task Classify_PairsAndTopK_AreKeptApart()
    {
        var pipeline = Keeping();
        ClassificationRequest[] different =
        [
            Classification("ab"),
            Classification("ab") with
            {
                TopK = 1,
            },
            Classification("ab") with
            {
                TextPairs = [""],
            },
            Classification("a") with
            {
                TextPairs = ["b"],
            },
            Classification("") with
            {
                TextPairs = ["ab"],
            },
        ];
        foreach (var request in different)
        {
            (await pipeline.ClassifyAsync(request, Token)).Timing.CachedTexts.ShouldBe(0, request.ToString());
        }

        (await pipeline.ClassifyAsync(different[3], Token)).Timing.CachedTexts.ShouldBe(1);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Translate_AnotherCallersText_IsSharedOnlyWhereConfigured(bool isShared, int cached)
    {
        var pipeline = Keeping(new CacheOptions { Shared = isShared });
        await pipeline.TranslateAsync(Translation(Text), Token);
        (await pipeline.TranslateAsync(Translation(Text) with { Caller = Bob }, Token)).Timing.CachedTexts.ShouldBe(cached);
        (await pipeline.TranslateAsync(Translation(Text), Token)).Timing.CachedTexts.ShouldBe(1);
    }

    [Fact]
    public async Task Translate_NoStore_NeitherReadsNorKeeps()
    {
        var pipeline = Keeping();
        await pipeline.TranslateAsync(Translation(Text) with { Cache = CacheUse.None }, Token);
        (await pipeline.TranslateAsync(Translation(Text), Token)).Timing.CachedTexts.ShouldBe(0);
        (await pipeline.TranslateAsync(Translation(Text) with { Cache = CacheUse.None }, Token)).Timing.CachedTexts.ShouldBe(0);
        (await pipeline.TranslateAsync(Translation(Text) with { Cache = CacheUse.Refresh }, Token)).Timing.CachedTexts.ShouldBe(0);
        _runs.Texts.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Translate_TheSameTextFromManyAtOnce_RunsItOnce()
    {
        var pipeline = Keeping();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 24).Select(_ => Task.Run(() => pipeline.TranslateAsync(Translation(Text), Token), Token))
        );
        _runs.Texts.ShouldBe([Text]);
        answers.Select(answer => answer.Translations[0].Text).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Translate_RequestsThatWaitForEachOther_AllEnd()
    {
        var pipeline = Keeping();
        for (var round = 0; round < 20; round++)
        {
            string first = $"the first dog of {round}",
                second = $"the second dog of {round}";
            await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(caller =>
                        Task.Run(
                            () => pipeline.TranslateAsync(caller % 2 == 0 ? Translation(first, second) : Translation(second, first), Token),
                            Token
                        )
                    )
            );
        }

        _runs.Texts.Distinct().Count().ShouldBe(40);
        _runs.Texts.Count.ShouldBe(40);
    }

    [Fact]
    public async Task Translate_TheFirstOfEqualCallersGoesAway_TheOthersAreAnswered()
    {
        var pipeline = Keeping();
        for (var round = 0; round < 10; round++)
        {
            using var left = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var request = Translation($"the cat of {round} sleeps on the old chair");
            var first = pipeline.TranslateAsync(request, left.Token);
            var second = pipeline.TranslateAsync(request, Token);
            await left.CancelAsync();
            (await second).Translations.ShouldHaveSingleItem();
            await first.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    [Fact]
    public async Task Translate_AReplacedAnswer_IsNotKept()
    {
        var replacement = new UpperCase();
        var pipeline = _catalog.Pipeline(cache: new CacheOptions(), observer: _runs, replacement: replacement);
        var first = await pipeline.TranslateAsync(Translation(Text), Token);
        var second = await pipeline.TranslateAsync(Translation(Text), Token);

        // The model's own answer is kept, as it was before it was replaced.
        _runs.Texts.Count.ShouldBe(1);
        second.Timing.CachedTexts.ShouldBe(1);
        replacement.Replaced.Count.ShouldBe(2);
        replacement.Replaced[1].ShouldBe(replacement.Replaced[0]);
        second.Translations[0].Text.ShouldNotBe(replacement.Replaced[0]);
        second.Translations[0].Text.ShouldBe(first.Translations[0].Text);
        second.Translations[0].Text.ShouldBe(replacement.Replaced[0].ToUpperInvariant());
    }

    [Fact]
    public async Task Classify_AKeptAnswer_IsChargedToItsCaller()
    {
        var pipeline = Keeping();
        string[] texts = [.. Enumerable.Range(0, 41).Select(text => $"film {text}")];
        await pipeline.ClassifyAsync(Classification(texts[..20]), Token);
        await pipeline.ClassifyAsync(Classification(texts[20..]), Token);
        var failure = await Should.ThrowAsync<InferenceException>(() => pipeline.ClassifyAsync(Classification(texts), Token));
        failure.Error.ShouldBe(InferenceError.InputTooLarge);

        // Each of several equal texts is charged, though one runs.
        var equal = await Should.ThrowAsync<InferenceException>(() =>
            pipeline.ClassifyAsync(Classification([.. Enumerable.Repeat("another film", 41)]), Token)
        );
        equal.Error.ShouldBe(InferenceError.InputTooLarge);
        var many = await pipeline.ClassifyAsync(Classification([.. Enumerable.Repeat(texts[0], 40)]), Token);
        many.Timing.CachedTexts.ShouldBe(40);
        _runs.Texts.Count.ShouldBe(42);
    }

    [Fact]
    public async Task Classify_AfterAnotherVersionTookOver_GivesItsAnswers()
    {
        var pipeline = Keeping();
        var old = await pipeline.ClassifyAsync(Classification("a film"), Token);
        Directory.Delete(Path.Combine(_catalog.Root, "topics"), recursive: true);
        _catalog.Add("topics", "roberta-tiny", """{ "task": "text-classification" }""");
        await _catalog.Versions.ReloadAsync("topics", Token);
        var now = await pipeline.ClassifyAsync(Classification("a film"), Token);
        now.Version.ShouldNotBe(old.Version);
        now.Timing.CachedTexts.ShouldBe(0);
        (await pipeline.ClassifyAsync(Classification("a film"), Token)).Version.ShouldBe(now.Version);
    }
}
