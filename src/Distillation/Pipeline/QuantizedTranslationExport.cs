using System.Globalization;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Recipes;
using TransformerService.Models;
using TransformerService.Models.Exports.Shortlists;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Writes a trained translator: float32, to compare with, and int8, to serve.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="export">Where and how variants are written.</param>
/// <param name="role">The variant.</param>
/// <param name="log">Receives the scores, and the agreement of the heads.</param>
internal sealed class QuantizedTranslationExport(TranslationRecipe recipe, TranslationExport export, VariantRole role, TextWriter log)
{
    private readonly string _variant = TranslationExport.Variant(role);

    /// <summary>Writes the int8 variant into a model's folder; its self-check follows.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="float32Folder">The folder of the float32 one; <see langword="null"/> to write none.</param>
    /// <param name="model">The part of the recipe that it was trained with.</param>
    /// <param name="weights">Its float32 weights.</param>
    /// <param name="data">The vocabulary, and the pairs that choose the method of quantisation.</param>
    /// <param name="learned">The pairs that it learned, which calibrate it.</param>
    /// <param name="shortlist">Its lexical shortlist, if it has one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task WriteAsync(
        string folder,
        string? float32Folder,
        TransformerRecipe model,
        IReadOnlyDictionary<string, WeightTensor> weights,
        TranslationData data,
        IReadOnlyList<TextPair> learned,
        LexicalShortlist? shortlist,
        CancellationToken cancellationToken
    )
    {
        var shape = model.TranslationShape(data.Tokenizer.LargestVocabularyId + 1);
        var exported = export.Options(model, TranslationExport.Beams(role));
        var graphs = TranslationExport.Build(shape, weights, exported);
        if (float32Folder is not null)
        {
            export.Write(float32Folder, _variant, shape, exported, graphs);
        }

        var examples = data.Encode(EvenSample.Of(learned, recipe.Quantization.Examples), recipe.MaxTokens);
        var ranges = MarianCalibration.Measure(
            graphs,
            shape.PadTokenId,
            [.. examples.Select(pair => (pair.Source, pair.Target))],
            cancellationToken
        );
        var scorer = new TranslationScorer(export, model, shape, EvenSample.Of(data.Validation, recipe.Quantization.ScoredExamples));
        var before = await scorer.BleuAsync(graphs, cancellationToken);
        var search = new QuantizationSearch(recipe.Quantization, log);
        (var best, var after) = await search.ChooseAsync(way =>
            scorer.BleuAsync(MarianExporter.Quantize(graphs, ranges, way), cancellationToken)
        );
        log.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_variant}: BLEU {before:0.00} in float32, {after:0.00} in int8, on {scorer.Count} validation pairs, greedy."
            )
        );
        var quantized = MarianExporter.Quantize(graphs, ranges, search.Options(best));
        export.Write(folder, _variant, shape, exported, quantized, shortlist);
        export.SelectHeads(folder, _variant, shape, data, learned, log, cancellationToken);
    }

    /// <summary>Writes the self-check of a variant that was written, from the pairs that it is validated on.</summary>
    /// <param name="role">The variant.</param>
    /// <param name="folder">The model's folder.</param>
    /// <param name="float32Folder">The folder of the float32 one; <see langword="null"/> if there is none.</param>
    /// <param name="validation">The pairs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static void WriteSelfCheck(
        VariantRole role,
        string folder,
        string? float32Folder,
        IReadOnlyList<TextPair> validation,
        CancellationToken cancellationToken
    ) =>
        GoldenSample.Write(
            folder,
            role,
            [.. EvenSample.Of(validation, GoldenSample.Candidates).Select(pair => (pair.Source, (string?)null))],
            float32Folder,
            cancellationToken
        );
}
