using Shouldly;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.TextGeneration;

/// <summary>Samples, which depend on their seed alone.</summary>
public sealed class SamplingTests : GenerationCases
{
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
}
