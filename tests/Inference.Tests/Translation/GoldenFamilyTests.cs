using System.Text.Json;
using Shouldly;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Inference.Translation;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using Xunit;

namespace TransformerService.Inference.Tests.Translation;

/// <summary>Every family of encoder-decoders, with its tokenizer and its languages' tokens, against PyTorch.</summary>
public sealed class GoldenFamilyTests : IDisposable
{
    private const double Tolerance = 1e-4;
    private const int MaxLength = 48;
    private readonly TestCatalog _catalog = new();

    public static TheoryData<string> Families =>
        ["m2m100-tiny", "m2m100-tiny-hub", "nllb-tiny", "mbart50-tiny", "bart-tiny", "pegasus-tiny", "mt5-bytefallback-tiny"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _catalog.Dispose();

    /// <summary>Folders as versions of transformers write them: where the languages' tokens stand differs.</summary>
    [Theory]
    [InlineData("nllb-tiny", FolderForm.ExtraTokens)]
    [InlineData("nllb-tiny", FolderForm.TokenizerJsonOnly)]
    [InlineData("nllb-tiny", FolderForm.NoSettings)]
    [InlineData("mbart50-tiny", FolderForm.ExtraTokens)]
    [InlineData("mbart50-tiny", FolderForm.TokenizerJsonOnly)]
    [InlineData("mbart50-tiny", FolderForm.NoSettings)]
    [InlineData("m2m100-tiny", FolderForm.ExtraTokens)]
    [InlineData("m2m100-tiny", FolderForm.ExtraNamedTokens)]
    [InlineData("m2m100-tiny", FolderForm.NoSettings)]
    public async Task Generate_FolderOfAnotherVersionOfTransformers_GivesTheSame(string fixture, FolderForm form)
    {
        var model = await LoadAsync(fixture, folder => FolderForms.Apply(folder, form));
        foreach (var golden in GoldenFile.Cases(fixture))
        {
            var direction = model.Directions.Of(Name(golden, "source_lang"), Name(golden, "target_lang"));
            var row = Encode(model, golden.Text(), direction);
            row.Ids.ShouldBe(golden.Ids(), golden.Name());
            Check(model, row.Ids, direction, golden, golden.Name());
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Generate_GoldenCases_GiveThePyTorchIdsTextsAndScores(string fixture)
    {
        var model = await LoadAsync(fixture);
        foreach (var golden in GoldenFile.Cases(fixture))
        {
            var direction = model.Directions.Of(Name(golden, "source_lang"), Name(golden, "target_lang"));
            var row = Encode(model, golden.Text(), direction);
            row.Ids.ShouldBe(golden.Ids(), golden.Name());
            row.Truncated.ShouldBe(golden.GetProperty("truncated").GetBoolean(), golden.Name());
            Check(model, row.Ids, direction, golden, golden.Name());
            if (golden.TryGetProperty("targets", out var targets))
            {
                foreach (var target in targets.EnumerateObject())
                {
                    var other = model.Directions.Of(Name(golden, "source_lang"), target.Name);
                    Check(model, row.Ids, other, target.Value, $"{golden.Name()} into {target.Name}");
                }
            }

            if (golden.TryGetProperty("variants", out var variants))
            {
                foreach (var variant in variants.EnumerateObject())
                {
                    CheckVariant(model, row.Ids, direction, variant, $"{golden.Name()}, {variant.Name}");
                }
            }

            if (golden.TryGetProperty("as_configured", out var configured))
            {
                var found = Generate(model, row.Ids, model.Generation);
                found.Tokens.ShouldBe(Numbers(configured.GetProperty("sequences")[0])[1..], golden.Name());
                model.Tokenizer.Decode(found.Tokens).ShouldBe(configured.GetProperty("texts")[0].GetString(), golden.Name());
                found.Score.ShouldBe(configured.GetProperty("sequences_scores")[0].GetDouble(), Tolerance, golden.Name());
            }
        }
    }

    [Theory]
    [InlineData("m2m100-tiny", "en", "fr")]
    [InlineData("m2m100-tiny", "eng", "fr-FR")]
    [InlineData("nllb-tiny", "eng_Latn", "fra_Latn")]
    [InlineData("nllb-tiny", "en", "fr")]
    [InlineData("nllb-tiny", "en-US", "fra")]
    [InlineData("mbart50-tiny", "en_XX", "fr_XX")]
    [InlineData("mbart50-tiny", "en", "fra_Latn")]
    public async Task Translate_AnyNameOfTheLanguages_IsFoundWithoutAModelAndGivesTheReference(string fixture, string source, string target)
    {
        var model = await LoadAsync(fixture);
        JsonElement[] cases =
        [
            .. GoldenFile
                .Cases(fixture)
                .Where(golden =>
                    model.Directions.Of(Name(golden, "source_lang"), Name(golden, "target_lang")) == model.Directions.Of(source, target)
                ),
        ];
        cases.Length.ShouldBeGreaterThan(1);

        var answer = await _catalog
            .Pipeline()
            .TranslateAsync(
                new TranslationRequest([.. cases.Select(golden => golden.Text())])
                {
                    Source = source,
                    Target = target,
                    Options = new TranslationOptions
                    {
                        SplitSentences = false,
                        BeamSize = 1,
                        MaxNewTokens = MaxLength - 1,
                    },
                },
                Token
            );

        answer
            .Translations.Select(translation => translation.Text)
            .ShouldBe(cases.Select(golden => golden.GetProperty("greedy").GetProperty("text").GetString()));
    }

    private static void Check(SequenceModel model, int[] ids, TranslationDirection direction, JsonElement golden, string name)
    {
        var settings = model.Directions.Apply(direction, model.Generation) with
        {
            NumBeams = 1,
            NoRepeatNgramSize = 0,
            MinLength = 0,
            MaxLength = MaxLength,
        };
        var greedy = Generate(model, ids, settings);
        greedy.Tokens.ShouldBe(Numbers(golden.GetProperty("greedy").GetProperty("sequence"))[1..], name);
        model.Tokenizer.Decode(greedy.Tokens).ShouldBe(golden.GetProperty("greedy").GetProperty("text").GetString(), name);

        var beam = Generate(model, ids, settings with { NumBeams = 4, LengthPenalty = 1, EarlyStopping = EarlyStopping.Heuristic });
        beam.Tokens.ShouldBe(Numbers(golden.GetProperty("beam4").GetProperty("sequence"))[1..], name);
        model.Tokenizer.Decode(beam.Tokens).ShouldBe(golden.GetProperty("beam4").GetProperty("text").GetString(), name);
        beam.Score.ShouldBe(golden.GetProperty("beam4").GetProperty("sequences_scores").GetDouble(), Tolerance, name);
    }

    private static void CheckVariant(SequenceModel model, int[] ids, TranslationDirection direction, JsonProperty variant, string name)
    {
        var file = model.Directions.Apply(direction, model.Generation) with { NoRepeatNgramSize = 0, MinLength = 0 };
        var settings = GoldenSettings.Variant(file, variant.Name);
        var found = model.Generate([new TranslationRow(ids, settings with { MaxLength = Math.Min(settings.MaxLength, MaxLength) })], Token)[
            0
        ];
        JsonElement[] sequences = [.. variant.Value.GetProperty("sequences").EnumerateArray()];
        found.Count.ShouldBe(sequences.Length, name);
        for (var rank = 0; rank < found.Count; rank++)
        {
            int[] expected = Numbers(sequences[rank])[1..],
                tokens = found[rank].Tokens;
            expected[..tokens.Length].ShouldBe(tokens, name);
            expected[tokens.Length..].ShouldAllBe(id => id == model.Generation.PadTokenId, name);
            model.Tokenizer.Decode(tokens).ShouldBe(variant.Value.GetProperty("texts")[rank].GetString(), name);
            if (variant.Value.TryGetProperty("sequences_scores", out var scores))
            {
                found[rank].Score.ShouldBe(scores[rank].GetDouble(), Tolerance, name);
            }
        }
    }

    private static GeneratedSequence Generate(SequenceModel model, int[] ids, GenerationSettings settings) =>
        model.Generate([new TranslationRow(ids, settings)], Token)[0][0];

    private static TokenizedText Encode(SequenceModel model, string text, TranslationDirection direction) =>
        direction.Code is { } code ? model.Encode(text, code) : model.Encode(text);

    private static string? Name(JsonElement golden, string field) => golden.TryGetProperty(field, out var name) ? name.GetString() : null;

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];

    private async Task<SequenceModel> LoadAsync(string fixture, Action<string>? change = null)
    {
        change ??= _ => { };
        change(_catalog.Add("m", fixture, "{}"));
        await _catalog.Catalog.LoadAsync(Token);
        var described = _catalog.Catalog.Describe("m");
        described.Faults.ShouldBeEmpty();
        described.Variants.ShouldHaveSingleItem().Faults.ShouldBeEmpty();
        return _catalog.Catalog.Models.ShouldHaveSingleItem().Default?.Model.ShouldBeAssignableTo<SequenceModel>()
            ?? throw new InvalidOperationException("It is not loaded.");
    }
}
