using TransformerService.Models.Onnx;

namespace TransformerService.Distillation.Evaluation;

/// <summary>How large a variant is on disk, and what numbers it computes with.</summary>
/// <param name="ModelBytes">The ONNX files that are loaded, with the weights that lie beside them.</param>
/// <param name="FolderBytes">Everything in the folder: tokenizer, configuration, and ONNX files that are not loaded.</param>
/// <param name="Precision">Int8 if any ONNX file that is loaded is quantised.</param>
internal sealed record VariantFiles(long ModelBytes, long FolderBytes, WeightPrecision Precision)
{
    /// <summary>The names that ONNX's external data goes by.</summary>
    private static readonly string[] WeightExtensions = [".onnx_data", ".data"];

    /// <exception cref="EvaluationException">A file cannot be read.</exception>
    public static VariantFiles Of(ModelVariant variant)
    {
        OnnxFiles files = variant.Export.Onnx;
        string[] loaded = [.. new[] { files.Model, files.Encoder, files.Decoder, files.DecoderWithPast, files.DecoderMerged }.OfType<string>()];
        try
        {
            IEnumerable<string> weights = loaded.Select(Path.GetDirectoryName).OfType<string>().Distinct()
                .SelectMany(Directory.EnumerateFiles)
                .Where(path => WeightExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase));
            return new VariantFiles(
                loaded.Concat(weights).Sum(Length),
                Directory.EnumerateFiles(variant.Definition.Folder, "*", SearchOption.AllDirectories).Sum(Length),
                loaded.Any(path => OnnxPrecision.Of(path) == WeightPrecision.Int8) ? WeightPrecision.Int8 : WeightPrecision.Float32);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"{variant.Definition.Folder}: {exception.Message}", exception);
        }
    }

    private static long Length(string path) => new FileInfo(path).Length;
}
