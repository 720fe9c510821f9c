using System.Text.Json;
using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.TextGeneration;

/// <summary>Generated texts against PyTorch's, through the pipeline.</summary>
public sealed class GenerationTests : GenerationCases
{
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
}
