using CsCheck;
using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests;

/// <summary>The committed exports through the pipeline that both doors use.</summary>
public sealed class InferencePipelineTests : IAsyncLifetime
{
    private readonly TestCatalog _catalog = new(
        new InferenceOptions(),
        batching: new BatchingOptions { MaxBatchRows = 5, MaxBatchTokens = 300 }
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly TranslationOptions Greedy = new() { BeamSize = 1, MaxNewTokens = 63 };

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

    [Fact]
    public void Translate_RandomMixesInOneRequest_AnswersEachTextAsAlone()
    {
        var pipeline = _catalog.Pipeline();
        var cases = GoldenTranslations.Load("marian-tiny").Cases;
        var whole = new TranslationOptions
        {
            MaxNewTokens = 63,
            BeamSize = 4,
            SplitSentences = false,
        };
        Gen.Int[0, cases.Count - 1]
            .Array[1, 12]
            .Sample(
                mix =>
                {
                    var request = new TranslationRequest([.. mix.Select(index => cases[index].Text)]) { Options = whole };
                    var answer = pipeline.TranslateAsync(request, Token).GetAwaiter().GetResult();
                    for (var row = 0; row < mix.Length; row++)
                    {
                        var golden = cases[mix[row]];
                        answer.Translations[row].Text.ShouldBe(golden.Beam4.Text);
                        answer.Translations[row].Score.ShouldBe(golden.Beam4.SequencesScores, 1e-5);
                        answer.Translations[row].InputTokens.ShouldBe(golden.InputIds.Length);
                        answer.Translations[row].OutputTokens.ShouldBe(golden.Beam4.Sequence.Length - 1);
                    }
                },
                iter: 40,
                threads: 2
            );
    }

    [Fact]
    public async Task Ask_ManyCallersOfBothTasksAtOnce_AllAreAnswered()
    {
        var pipeline = _catalog.Pipeline();
        var golden = GoldenTranslations.Load("marian-tiny").Cases[0];
        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(caller =>
                    Task.Run(
                        async () =>
                        {
                            for (var call = 0; call < 50; call++)
                            {
                                if (caller % 2 == 0)
                                {
                                    var answer = await pipeline.ClassifyAsync(
                                        new ClassificationRequest(["book a flight"]) { Model = "topics" },
                                        Token
                                    );
                                    answer.Results.Count.ShouldBe(1);
                                }
                                else
                                {
                                    var options = new TranslationOptions
                                    {
                                        MaxNewTokens = 63,
                                        BeamSize = 4,
                                        SplitSentences = false,
                                    };
                                    var answer = await pipeline.TranslateAsync(
                                        new TranslationRequest([golden.Text]) { Options = options },
                                        Token
                                    );
                                    answer.Translations[0].Text.ShouldBe(golden.Beam4.Text);
                                }
                            }
                        },
                        Token
                    )
                )
        );
    }

    [Fact]
    public async Task Classify_ManyTextsOfAllLengths_AnswersEachAsAlone()
    {
        var pipeline = _catalog.Pipeline();
        string[] texts = [.. Enumerable.Range(0, 60).Select(length => string.Join(' ', Enumerable.Repeat("book a flight", length)))];

        var together = await pipeline.ClassifyAsync(new ClassificationRequest(texts) { Model = "topics" }, Token);

        for (var row = 0; row < texts.Length; row++)
        {
            var alone = await pipeline.ClassifyAsync(new ClassificationRequest([texts[row]]) { Model = "topics" }, Token);
            together.Results[row].Labels.Select(label => label.Label).ShouldBe(alone.Results[0].Labels.Select(label => label.Label));
            for (var rank = 0; rank < 5; rank++)
            {
                together.Results[row].Labels[rank].Score.ShouldBe(alone.Results[0].Labels[rank].Score, 1e-5);
            }
        }
    }

    [Fact]
    public async Task Translate_SeveralSentences_KeepsWhiteSpaceAndLineBreaks()
    {
        var pipeline = _catalog.Pipeline();
        const string First = "Two dogs are playing in the snow.",
            Second = "A man is sitting.";
        var alone = await pipeline.TranslateAsync(new TranslationRequest([First, Second]) { Options = Greedy }, Token);
        (var first, var second) = (alone.Translations[0].Text, alone.Translations[1].Text);

        var answer = await pipeline.TranslateAsync(
            new TranslationRequest([$"  {First} {Second}\r\n\r\n\t{Second}\n"]) { Options = Greedy },
            Token
        );

        var translation = answer.Translations.ShouldHaveSingleItem();
        translation.Text.ShouldBe($"  {first} {second}\r\n\r\n\t{second}\n");
        translation.InputTokens.ShouldBe(alone.Translations[0].InputTokens + (2 * alone.Translations[1].InputTokens));
        translation.OutputTokens.ShouldBe(alone.Translations[0].OutputTokens + (2 * alone.Translations[1].OutputTokens));
        var weighted =
            (alone.Translations[0].Score * alone.Translations[0].OutputTokens)
            + (2 * alone.Translations[1].Score * alone.Translations[1].OutputTokens);
        translation.Score.ShouldBe(weighted / translation.OutputTokens, 1e-6);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n ")]
    public async Task Translate_NoSentence_CopiesTheTextUnlessItIsOneSequence(string text)
    {
        var pipeline = _catalog.Pipeline();
        var split = (await pipeline.TranslateAsync(new TranslationRequest([text]) { Options = Greedy }, Token)).Translations[0];
        (split.Text, split.Score, split.InputTokens, split.OutputTokens, split.Truncated).ShouldBe((text, 0, 0, 0, false));
        (split.FinishReason, split.Statistics?.Sentences).ShouldBe((FinishReason.Stop, 0));

        var whole = Greedy with { SplitSentences = false };
        var sequence = (await pipeline.TranslateAsync(new TranslationRequest([text]) { Options = whole }, Token)).Translations[0];
        sequence.Text.ShouldBe("Une rueuse.");
        sequence.InputTokens.ShouldBe(1);
    }

    [Fact]
    public async Task Translate_HypothesesOfSeveralSentences_AreWholeTextsBestFirst()
    {
        var options = new TranslationOptions
        {
            BeamSize = 4,
            NumHypotheses = 3,
            MaxNewTokens = 30,
        };
        var translation = (
            await _catalog
                .Pipeline()
                .TranslateAsync(new TranslationRequest(["Two dogs are playing. A man is sitting."]) { Options = options }, Token)
        ).Translations[0];

        var hypotheses = translation.Hypotheses.ShouldNotBeNull();
        hypotheses.Count.ShouldBe(3);
        hypotheses[0].Text.ShouldBe(translation.Text);
        hypotheses[0].Score.ShouldBe(translation.Score);
        hypotheses.Select(hypothesis => hypothesis.Score).ShouldBe(hypotheses.Select(hypothesis => hypothesis.Score).OrderDescending());
        hypotheses.Select(hypothesis => hypothesis.Text).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Translate_LongSequenceUnsplit_IsTruncatedAndSaysSo()
    {
        var options = Greedy with { SplitSentences = false, MaxNewTokens = 5 };
        var text = string.Concat(Enumerable.Repeat("Two dogs are playing. ", 200));
        var translation = (
            await _catalog.Pipeline().TranslateAsync(new TranslationRequest([text]) { Options = options }, Token)
        ).Translations[0];
        translation.Truncated.ShouldBeTrue();
        translation.InputTokens.ShouldBe(256);
        translation.OutputTokens.ShouldBe(5);

        var split = (
            await _catalog
                .Pipeline()
                .TranslateAsync(new TranslationRequest([text]) { Options = options with { SplitSentences = true } }, Token)
        ).Translations[0];
        split.InputTokens.ShouldBeGreaterThan(256);
        split.Truncated.ShouldBeTrue();
        split.FinishReasons.ShouldNotBeNull().Count.ShouldBe(200);
        split.FinishReasons.ShouldContain(FinishReason.Length);
    }

    [Fact]
    public async Task Translate_CallerGone_IsCancelled()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        var refusal = await Should.ThrowAsync<InferenceException>(() =>
            _catalog.Pipeline().TranslateAsync(new TranslationRequest(["Two dogs."]), gone.Token)
        );
        refusal.Error.ShouldBe(InferenceError.Cancelled);
    }

    [Fact]
    public async Task Translate_TimeRunsOut_IsTimedOutAndTheServerGoesOn()
    {
        _catalog.Options.RequestTimeout = TimeSpan.FromMilliseconds(1);
        string[] many = [.. Enumerable.Repeat("Two dogs are playing in the snow.", 900)];
        var refusal = await Should.ThrowAsync<InferenceException>(() =>
            _catalog.Pipeline().TranslateAsync(new TranslationRequest(many) { Options = new TranslationOptions { BeamSize = 8 } }, Token)
        );
        refusal.Error.ShouldBe(InferenceError.TimedOut);

        _catalog.Options.RequestTimeout = TimeSpan.FromMinutes(1);
        (
            await _catalog.Pipeline().TranslateAsync(new TranslationRequest(["Two dogs."]) { Options = Greedy }, Token)
        ).Translations.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Translate_ManyCallersAtOnce_EachGetsItsOwnAnswer()
    {
        var pipeline = _catalog.Pipeline();
        var cases = GoldenTranslations.Load("marian-tiny").Cases;
        var whole = Greedy with { SplitSentences = false };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200),
            Token,
            async (call, token) =>
            {
                var golden = cases[call % cases.Count];
                var answer = await pipeline.TranslateAsync(new TranslationRequest([golden.Text]) { Options = whole }, token);
                answer.Translations[0].Text.ShouldBe(golden.Greedy.Text);
            }
        );
    }
}
