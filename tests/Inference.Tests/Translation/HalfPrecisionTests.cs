using System.Text.Json;
using Shouldly;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Translation;

/// <summary>
/// An encoder-decoder whose states, keys, values and logits are float16. The references were computed in float32 with the same weights, so
/// answers that nearly went the other way may differ.
/// </summary>
public sealed class HalfPrecisionTests : IDisposable
{
    private const double Tolerance = 5e-3,
        LeastMargin = 0.05;
    private const int MaxLength = 48;
    private readonly TestCatalog _catalog = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _catalog.Dispose();

    [Theory]
    [InlineData("m2m100-tiny-fp16", "{}", "m2m100-tiny-fp16")]
    [InlineData("m2m100-tiny-hub", """{ "precision": "fp16" }""", "m2m100-tiny-fp16")]
    public async Task Translate_ClearReferences_AreGivenAloneAndTogether(string fixture, string modelJson, string golden)
    {
        _catalog.Add("m", fixture, modelJson);
        await _catalog.Catalog.LoadAsync(Token);
        _catalog.Catalog.Describe("m").Variants.ShouldHaveSingleItem().Faults.ShouldBeEmpty();
        var pipeline = _catalog.Pipeline();
        JsonElement[] clear =
        [
            .. GoldenFile
                .Cases(golden)
                .Where(item =>
                    item.GetProperty("target_lang").GetString() == "fr"
                    && item.GetProperty("source_lang").GetString() == "en"
                    && item.GetProperty("greedy").GetProperty("min_top2_margin").GetDouble() > LeastMargin
                ),
        ];
        clear.Length.ShouldBeGreaterThan(3);
        string[] expected = [.. clear.Select(item => item.GetProperty("greedy").GetProperty("text").GetString() ?? "")];

        foreach (var (item, text) in clear.Zip(expected))
        {
            (await TextsAsync(pipeline, [item.Text()])).ShouldBe([text], item.Name());
        }

        (await TextsAsync(pipeline, [.. clear.Select(item => item.Text())])).ShouldBe(expected);
    }

    [Fact]
    public async Task Score_References_AreNearTheirs()
    {
        _catalog.Add("m", "m2m100-tiny-fp16", "{}");
        await _catalog.Catalog.LoadAsync(Token);
        var pipeline = _catalog.Pipeline();
        var compared = 0;
        foreach (var item in GoldenFile.Cases("m2m100-tiny-fp16").Where(item => item.GetProperty("target_lang").GetString() == "fr"))
        {
            var options = new TranslationOptions
            {
                SplitSentences = false,
                BeamSize = 4,
                LengthPenalty = 1,
                EarlyStopping = EarlyStopping.Heuristic,
                MaxNewTokens = MaxLength - 1,
            };
            var request = new TranslationRequest([item.Text()])
            {
                Source = "en",
                Target = "fr",
                Options = options,
            };
            var found = (await pipeline.TranslateAsync(request, Token)).Translations[0];
            var beam = item.GetProperty("beam4");
            if (found.Text == beam.GetProperty("text").GetString())
            {
                compared++;
                found.Score.ShouldBe(beam.GetProperty("sequences_scores").GetDouble(), Tolerance, item.Name());
            }
        }

        compared.ShouldBeGreaterThan(5);
    }

    private static async Task<string[]> TextsAsync(InferencePipeline pipeline, string[] texts)
    {
        var options = new TranslationOptions
        {
            SplitSentences = false,
            BeamSize = 1,
            MaxNewTokens = MaxLength - 1,
        };
        var request = new TranslationRequest(texts)
        {
            Source = "en",
            Target = "fr",
            Options = options,
        };
        return [.. (await pipeline.TranslateAsync(request, Token)).Translations.Select(translation => translation.Text)];
    }
}
