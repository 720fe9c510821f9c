namespace TransformerService.Distillation.Evaluation;

/// <summary>The size of a variant on disk, and the number format that it computes with.</summary>
/// <param name="ModelBytes">Size of the ONNX files that are loaded, with the weight files beside them.</param>
/// <param name="FolderBytes">Size of everything in the folder: tokenizer, configuration, and ONNX files that are not loaded.</param>
/// <param name="Precision">Int8 if any of the loaded ONNX files is quantised.</param>
internal sealed record VariantFiles(long ModelBytes, long FolderBytes, WeightPrecision Precision)
{
    /// <summary>The file extensions that ONNX's external data uses.</summary>
    private static readonly string[] WeightExtensions = [".onnx_data", ".data"];

    /// <exception cref="EvaluationException">A file cannot be read.</exception>
    public static VariantFiles Of(ModelVariant variant)
    {
        var files = variant.Export.Onnx;
        string[] loaded =
        [
            .. new[] { files.Model, files.Encoder, files.Decoder, files.DecoderWithPast, files.DecoderMerged }.OfType<string>(),
        ];
        try
        {
            var weights = loaded
                .Select(Path.GetDirectoryName)
                .OfType<string>()
                .Distinct()
                .SelectMany(Directory.EnumerateFiles)
                .Where(path => WeightExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase));
            return new VariantFiles(
                loaded.Concat(weights).Sum(Length),
                Directory.EnumerateFiles(variant.Definition.Folder, "*", SearchOption.AllDirectories).Sum(Length),
                loaded.Any(path => OnnxPrecision.Of(path) == WeightPrecision.Int8) ? WeightPrecision.Int8 : WeightPrecision.Float32
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"{variant.Definition.Folder}: {exception.Message}", exception);
        }
    }

    private static long Length(string path) => new FileInfo(path).Length;
}
