using TransformerService.Distillation.Data;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Recipes;
using TransformerService.Models;
using TransformerService.Models.Exports.Shortlists;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Writes a recipe's trained translators where the server looks for them.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="tokenizerFolder">The tokenizer's files.</param>
internal sealed class TranslationExport(TranslationRecipe recipe, string tokenizerFolder)
{
    public const string Teacher = "teacher";
    public const string Student = "student";

    /// <summary>The name of a variant's folder.</summary>
    public static string Variant(VariantRole role) => role == VariantRole.Teacher ? Teacher : Student;

    /// <summary>Default number of beams of a variant; a call can override it.</summary>
    public static int Beams(VariantRole role) => role == VariantRole.Teacher ? 4 : 1;

    /// <summary>Builds a variant's float32 graphs.</summary>
    public static MarianGraphs Build(
        TranslationShape shape,
        IReadOnlyDictionary<string, WeightTensor> weights,
        MarianExportOptions options
    ) => MarianExporter.Build(shape, MarianWeights.From(weights.Select(entry => (entry.Key, entry.Value))), options);

    /// <summary>The settings of an export.</summary>
    /// <param name="model">The part of the recipe that it was trained with.</param>
    /// <param name="beams">Default number of beams of its search; a call can override it.</param>
    public MarianExportOptions Options(TransformerRecipe model, int beams) =>
        new()
        {
            NumBeams = beams,
            SourceLanguage = recipe.SourceLanguage,
            TargetLanguage = recipe.TargetLanguage,
            Dropout = model.Training.Dropout,
            Decoders = DecoderFiles.Split | DecoderFiles.Merged,
            SharedWeights = true,
        };

    /// <summary>Writes a variant, and the model.json that names the existing variants.</summary>
    public void Write(
        string modelFolder,
        string variant,
        TranslationShape shape,
        MarianExportOptions options,
        MarianGraphs graphs,
        LexicalShortlist? shortlist = null
    )
    {
        var folder = Path.Combine(modelFolder, variant);
        MarianExporter.Write(folder, shape, options, graphs, shortlist);
        TokenizerFolder.Copy(tokenizerFolder, folder);
        new ManifestWriter("translation", recipe.Description)
        {
            SourceLanguage = recipe.SourceLanguage,
            TargetLanguage = recipe.TargetLanguage,
        }.Write(modelFolder);
    }

    /// <summary>Selects the heads that align the words of a variant that was written.</summary>
    /// <param name="modelFolder">The model's folder.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="data">The vocabulary, and the pairs that the heads are compared on.</param>
    /// <param name="learned">The pairs that it learned, from which words are aligned.</param>
    /// <param name="log">Receives the heads' agreement.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void SelectHeads(
        string modelFolder,
        string variant,
        TranslationShape shape,
        TranslationData data,
        IReadOnlyList<TextPair> learned,
        TextWriter log,
        CancellationToken cancellationToken
    )
    {
        log.WriteLine($"Selecting the heads of the {variant} that align words …");
        var folder = Path.Combine(modelFolder, variant);
        using var reader = new AttentionReader(
            Path.Combine(folder, MarianExporter.Encoder),
            Path.Combine(folder, MarianExporter.Decoder),
            shape.PadTokenId
        );
        var compared = data.Pieces(EvenSample.Of(data.Validation, HeadSelection.Pairs), recipe.MaxTokens);
        var selection = new HeadSelection(data.Aligner(learned, recipe.MaxTokens, cancellationToken), log);
        HeadSelection.Write(folder, selection.Select(reader, compared, cancellationToken));
    }
}
