namespace TransformerService.Models.Onnx;

/// <summary>
/// Finds an export's ONNX files: in the folder itself (Optimum) or in its <c>onnx</c> folder (the layout of transformers.js); the
/// plain name takes precedence over <c>_quantized</c>.
/// </summary>
internal static class OnnxFileFinder
{
    /// <summary>The folder of the transformers.js layout.</summary>
    public const string Subfolder = "onnx";

    public static OnnxFiles Find(string folder, ModelTask task, List<string> faults)
    {
        if (task != ModelTask.Translation)
        {
            return new OnnxFiles { Model = Required(folder, "model", task, faults) };
        }

        var encoder = Required(folder, "encoder_model", task, faults);
        var decoder = Locate(folder, "decoder_model");
        var withPast = Locate(folder, "decoder_with_past_model");
        var merged = Locate(folder, "decoder_model_merged");
        if (withPast is not null && decoder is null && merged is null)
        {
            faults.Add(
                $"decoder_model.onnx (or decoder_model_quantized.onnx) is missing: decoder_with_past_model.onnx cannot make the first step. {MissingOnnx.Advice(folder, "decoder_model", task)}"
            );
        }
        else if (decoder is null && merged is null)
        {
            faults.Add(
                "There is no decoder: decoder_model_merged.onnx, or decoder_model.onnx with decoder_with_past_model.onnx (or their _quantized names). "
                    + MissingOnnx.Advice(folder, "decoder_model", task)
            );
        }

        // The split files come first: the merged one copies the encoder's keys and values at every step.
        var split = decoder is not null && withPast is not null;
        return new OnnxFiles
        {
            Encoder = encoder,
            Decoder = split || merged is null ? decoder : null,
            DecoderWithPast = split ? withPast : null,
            DecoderMerged = split ? null : merged,
        };
    }

    private static string? Required(string folder, string stem, ModelTask task, List<string> faults)
    {
        var path = Locate(folder, stem);
        if (path is null)
        {
            faults.Add($"{stem}.onnx (or {stem}_quantized.onnx) is missing. {MissingOnnx.Advice(folder, stem, task)}");
        }

        return path;
    }

    private static string? Locate(string folder, string stem)
    {
        string[] candidates =
        [
            Path.Combine(folder, $"{stem}.onnx"),
            Path.Combine(folder, $"{stem}_quantized.onnx"),
            Path.Combine(folder, Subfolder, $"{stem}.onnx"),
            Path.Combine(folder, Subfolder, $"{stem}_quantized.onnx"),
        ];
        return Array.Find(candidates, File.Exists);
    }
}
