using System.Text.Json;
using Shouldly;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.TextGeneration;

/// <summary>Generated texts against PyTorch's, through the pipeline; and samples, which depend on their seed alone.</summary>
public sealed class GenerationTests : IDisposable
{
    private const double Tolerance = 1e-4;
    private static readonly string[] Texts = ["The dog is sleeping under the table.", "She reads.", "We will meet the old man tomorrow."];
    private readonly TestCatalog _catalog = new(batching: new BatchingOptions { MaxBatchRows = 5, MaxBatchTokens = 400 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _catalog.Dispose();

    [Theory]
    [InlineData("t5-tiny", 63)]
    [InlineData("pegasus-tiny", 47)]
    [InlineData("mt5-bytefallback-tiny", 47)]
    public async Task Generate_GreedyAndBeams_GivePyTorchsTextsTokensAndScores(string fixture, int maxNewTokens)
    {
        var pipeline = await LoadAsync(fixture);
        var cases = GoldenFile.Cases(fixture);
        var texts = cases.Select(golden => golden.Text()).ToArray();
        var greedy = await AskAsync(pipeline, texts, new GenerationOptions { BeamSize = 1, MaxNewTokens = maxNewTokens });
        var beams = await AskAsync(
            pipeline,
            texts,
            new GenerationOptions
            {
                BeamSize = 4,
                MaxNewTokens = maxNewTokens,
                LengthPenalty = 1,
                EarlyStopping = EarlyStopping.Heuristic,
            }
        );
        for (var index = 0; index < cases.Length; index++)
        {
            var (golden, name) = (cases[index], cases[index].Name());
            greedy[index].Text.ShouldBe(golden.GetProperty("greedy").GetProperty("text").GetString(), name);
            greedy[index].OutputTokens.ShouldBe(golden.GetProperty("greedy").GetProperty("sequence").GetArrayLength() - 1, name);
            greedy[index].InputTokens.ShouldBe(golden.Ids().Length, name);
            (greedy[index].FinishReason == FinishReason.Length).ShouldBe(greedy[index].OutputTokens == maxNewTokens, name);
            greedy[index]
                .Truncated.ShouldBe(golden.GetProperty("truncated").GetBoolean() || greedy[index].FinishReason != FinishReason.Stop, name);
            beams[index].Text.ShouldBe(golden.GetProperty("beam4").GetProperty("text").GetString(), name);
            beams[index].Score.ShouldBe(golden.GetProperty("beam4").GetProperty("sequences_scores").GetDouble(), Tolerance, name);
        }
    }

    [Theory]
    [InlineData("bart-tiny")]
    [InlineData("pegasus-tiny")]
    public async Task Generate_NoOptions_AnswersAsGenerationConfigSays(string fixture)
    {
        var pipeline = await LoadAsync(fixture);
        JsonElement[] cases = [.. GoldenFile.Cases(fixture).Where(golden => golden.TryGetProperty("as_configured", out _))];
        var found = await AskAsync(pipeline, [.. cases.Select(golden => golden.Text())], GenerationOptions.Default);
        for (var index = 0; index < cases.Length; index++)
        {
            var expected = cases[index].GetProperty("as_configured");
            found[index].Text.ShouldBe(expected.GetProperty("texts")[0].GetString(), cases[index].Name());
            found[index].Score.ShouldBe(expected.GetProperty("sequences_scores")[0].GetDouble(), Tolerance, cases[index].Name());
        }
    }

    [Fact]
    public async Task Generate_SeveralHypotheses_AreBestFirst()
    {
        var pipeline = await LoadAsync("pegasus-tiny");
        var found = (await AskAsync(pipeline, [Texts[0]], new GenerationOptions { BeamSize = 4, NumHypotheses = 3 }))[0];
        var hypotheses = found.Hypotheses.ShouldNotBeNull();
        hypotheses.Count.ShouldBe(3);
        hypotheses[0].ShouldBe(new Hypothesis(found.Text, found.Score));
        hypotheses.Select(hypothesis => hypothesis.Score).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task Sample_OneSeed_GivesTheSameTextsAloneAndInCompany()
    {
        var pipeline = await LoadAsync("mt5-bytefallback-tiny");
        var options = Sampled(seed: 7) with { NumHypotheses = 2 };
        var alone = new List<GenerationResult>();
        foreach (var text in Texts)
        {
            alone.Add((await AskAsync(pipeline, [text], options))[0]);
        }

        // Company of other texts, other seeds and other searches, in batches of other sizes.
        var noise = Enumerable
            .Range(0, 12)
            .Select(other =>
                AskAsync(pipeline, [Texts[other % 3]], other % 2 == 0 ? Sampled(other) : new GenerationOptions { BeamSize = 3 })
            );
        var asked = Enumerable.Range(0, 4).Select(_ => AskAsync(pipeline, [.. Texts, Texts[0]], options)).ToArray();
        await Task.WhenAll(noise);
        foreach (var answer in await Task.WhenAll(asked))
        {
            answer.Select(Shown).ShouldBe([.. alone.Select(Shown), Shown(alone[0])]);
        }

        alone[0].Hypotheses.ShouldNotBeNull()[0].Text.ShouldBe((await AskAsync(pipeline, [Texts[0]], Sampled(seed: 7)))[0].Text);
        alone[0].Hypotheses.ShouldNotBeNull()[1].Text.ShouldNotBe(alone[0].Text);
        var others = await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => AskAsync(pipeline, [Texts[0]], Sampled(seed))));
        others.Select(answer => answer[0].Text).Distinct().Count().ShouldBeGreaterThan(4);

        static string Shown(GenerationResult result) => string.Join('|', result.Hypotheses.ShouldNotBeNull().Select(one => one.Text));
    }

    [Fact]
    public async Task Sample_TopKOneOrTopPNearZero_IsGreedy()
    {
        var pipeline = await LoadAsync("mt5-bytefallback-tiny");
        var greedy = await AskAsync(pipeline, Texts, new GenerationOptions { BeamSize = 1, MaxNewTokens = 30 });
        foreach (
            var options in new[]
            {
                Sampled(1) with
                {
                    TopK = 1,
                },
                Sampled(2) with
                {
                    TopP = 1e-9,
                    TopK = 0,
                },
                Sampled(3) with
                {
                    TopP = 1e-9,
                },
                Sampled(4) with
                {
                    TopP = 1e-9,
                    TopK = 400,
                },
            }
        )
        {
            var sampled = await AskAsync(pipeline, Texts, options);
            sampled.Select(one => one.Text).ShouldBe(greedy.Select(one => one.Text), options.ToString());
            for (var index = 0; index < Texts.Length; index++)
            {
                sampled[index].Score.ShouldBe(greedy[index].Score, Tolerance);
            }
        }
    }

    [Fact]
    public async Task Sample_NoSeed_GivesAnotherTextEachTime()
    {
        var pipeline = await LoadAsync("mt5-bytefallback-tiny");
        var options = Sampled(0) with { Seed = null };
        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(pipeline, [Texts[0]], options)));
        found.Select(answer => answer[0].Text).Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Cache_KeepsASearchAndNeverASample()
    {
        var pipeline = await LoadAsync("pegasus-tiny", new CacheOptions { Enabled = true });
        (await AskedAsync(GenerationOptions.Default)).CachedTexts.ShouldBe(0);
        (await AskedAsync(GenerationOptions.Default)).CachedTexts.ShouldBe(1);
        (await AskedAsync(Sampled(3))).CachedTexts.ShouldBe(0);
        (await AskedAsync(Sampled(3))).CachedTexts.ShouldBe(0);

        async Task<RequestTiming> AskedAsync(GenerationOptions options) =>
            (
                await pipeline.AskAsync<GenerationRequest, GenerationAnswer>(
                    new GenerationRequest([Texts[0]]) { Options = options with { BeamSize = 1 } },
                    Token
                )
            ).Timing;
    }

    [Theory]
    [InlineData("temperature", "from 0.01 to 100")]
    [InlineData("topK", "from 0 to 2,147,483,647")]
    [InlineData("topP", "above 0, to 1")]
    [InlineData("seed", "from 0 to 9007199254740991")]
    [InlineData("numHypotheses", "from 1 to 8")]
    [InlineData("beamSize", "1 or left out with 'options.doSample' true")]
    [InlineData("maxNewTokens", "from 1 to 512")]
    public async Task Sample_OptionOutOfRange_IsRefusedWithItsRange(string option, string range)
    {
        var pipeline = await LoadAsync("mt5-bytefallback-tiny");
        var options = option switch
        {
            "temperature" => Sampled(1) with { Temperature = 0 },
            "topK" => Sampled(1) with { TopK = -1 },
            "topP" => Sampled(1) with { TopP = double.NaN },
            "seed" => Sampled(1) with { Seed = -1 },
            "numHypotheses" => Sampled(1) with { NumHypotheses = 9 },
            "beamSize" => Sampled(1) with { BeamSize = 2 },
            _ => Sampled(1) with { MaxNewTokens = 513 },
        };
        var failure = await Should.ThrowAsync<InferenceException>(() => AskAsync(pipeline, Texts, options));
        failure.Error.ShouldBe(InferenceError.InvalidInput);
        failure.Message.ShouldContain($"'options.{option}' must be {range}");
    }

    [Fact]
    public async Task Generate_SamplingOptionsWithoutDoSample_AreRefused() =>
        (
            await Should.ThrowAsync<InferenceException>(async () =>
                await AskAsync(await LoadAsync("pegasus-tiny"), Texts, new GenerationOptions { Seed = 1 })
            )
        ).Message.ShouldContain("'options.doSample' true");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_PartsTogether_AreTheAnswersTexts(bool samples)
    {
        var pipeline = await LoadAsync("mt5-bytefallback-tiny");
        var cases = GoldenFile.Cases("mt5-bytefallback-tiny").Select(golden => golden.Text()).ToArray();
        foreach (var beams in samples ? [1] : new[] { 1, 4 })
        {
            var options = (samples ? Sampled(11) with { MaxNewTokens = 47 } : new GenerationOptions { MaxNewTokens = 47 }) with
            {
                BeamSize = beams,
            };
            var parts = new List<GeneratedPart>();
            using var hold = new RequestHold();
            var answer = await pipeline.StreamAsync(
                new GenerationRequest(cases) { Options = options },
                (part, _) =>
                {
                    parts.Add(part);
                    return ValueTask.CompletedTask;
                },
                hold,
                Token
            );
            answer.Generations.Select(one => one.Text).ShouldBe((await AskAsync(pipeline, cases, options)).Select(one => one.Text));
            for (var index = 0; index < cases.Length; index++)
            {
                string[] own = [.. parts.Where(part => part.Index == index).Select(part => part.Text)];
                string.Concat(own).ShouldBe(answer.Generations[index].Text);
                foreach (var part in own)
                {
                    part.ShouldNotBeEmpty();
                    (char.IsLowSurrogate(part[0]) || char.IsHighSurrogate(part[^1])).ShouldBeFalse();
                }
            }

            parts.Count.ShouldBeGreaterThan(cases.Length, "texts come in several parts");
        }
    }

    [Fact]
    public async Task Stream_SendFails_EndsTheRowsAndThrowsThatFailure()
    {
        var pipeline = await LoadAsync("mt5-bytefallback-tiny");
        using var hold = new RequestHold();
        await Should.ThrowAsync<IOException>(() =>
            pipeline.StreamAsync(
                new GenerationRequest(Texts)
                {
                    Options = new GenerationOptions
                    {
                        BeamSize = 1,
                        MinNewTokens = 500,
                        MaxNewTokens = 512,
                    },
                },
                (_, _) => throw new IOException("The caller is gone."),
                hold,
                Token
            )
        );
        (await AskAsync(pipeline, [Texts[0]], new GenerationOptions { BeamSize = 1 }))[0].Text.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Stream_CancelledAfterTheFirstPart_IsCancelled()
    {
        var pipeline = await LoadAsync("mt5-bytefallback-tiny");
        using var hold = new RequestHold();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var failure = await Should.ThrowAsync<InferenceException>(() =>
            pipeline.StreamAsync(
                new GenerationRequest(Texts)
                {
                    Options = new GenerationOptions
                    {
                        BeamSize = 1,
                        MinNewTokens = 500,
                        MaxNewTokens = 512,
                    },
                },
                (_, _) => new ValueTask(cancelled.CancelAsync()),
                hold,
                cancelled.Token
            )
        );
        failure.Error.ShouldBe(InferenceError.Cancelled);
        pipeline.InWork.Requests.ShouldBe(1, "until its hold is disposed");
    }

    private static GenerationOptions Sampled(long seed) =>
        new()
        {
            DoSample = true,
            Seed = seed,
            Temperature = 1.5,
            MaxNewTokens = 30,
        };

    private static async Task<IReadOnlyList<GenerationResult>> AskAsync(
        InferencePipeline pipeline,
        IReadOnlyList<string> texts,
        GenerationOptions options
    ) =>
        (
            await pipeline.AskAsync<GenerationRequest, GenerationAnswer>(new GenerationRequest(texts) { Options = options }, Token)
        ).Generations;

    private async Task<InferencePipeline> LoadAsync(string fixture, CacheOptions? cache = null)
    {
        _catalog.Add("m", fixture, """{ "task": "text2text", "prefix": "" }""");
        await _catalog.Catalog.LoadAsync(Token);
        _catalog.Catalog.Describe("m").Variants.ShouldHaveSingleItem().Faults.ShouldBeEmpty();
        return _catalog.Pipeline(cache: cache);
    }
}
