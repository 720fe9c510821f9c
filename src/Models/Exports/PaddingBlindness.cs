using TransformerService.Models.Exports.Graphs;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports;

/// <summary>
/// Finds exports that cannot tell padding from text, since they take no mask: their answers would depend on the texts that run beside them, so
/// their rows run together only where they are equally long.
/// </summary>
internal static class PaddingBlindness
{
    private const string Mask = "attention_mask", EncoderMask = "encoder_attention_mask";

    /// <summary>Whether an export has such files; adds a warning if so.</summary>
    /// <param name="variant">The variant's folder, which the warning names.</param>
    /// <param name="files">The files that are loaded.</param>
    /// <param name="warnings">Gets a sentence that says what it costs and what to do.</param>
    public static bool Find(string variant, OnnxFiles files, List<string> warnings)
    {
        string?[] found =
        [
            Blind(files.Model ?? files.Encoder, Mask),
            .. new[] { files.Decoder, files.DecoderWithPast, files.DecoderMerged }.Select(file => Blind(file, EncoderMask)),
        ];
        string[] blind = [.. found.OfType<string>()];
        if (blind.Length == 0)
        {
            return false;
        }

        warnings.Add(Warning(variant, string.Join(" and ", blind)));
        return true;
    }

    /// <summary>What it costs and what to do.</summary>
    /// <param name="variant">The variant's folder.</param>
    /// <param name="cause">Why padding would change answers.</param>
    public static string Warning(string variant, string cause) =>
        $"{variant}: {cause}, so texts are never padded: only those of equally many tokens run together, which costs throughput. " +
        $"Export with the mask, as optimum-cli export onnx does.";

    private static string? Blind(string? path, string mask)
    {
        if (path is null || OnnxGraph.Read(path) is not { } graph)
        {
            return null;
        }

        string name = Path.GetFileName(path);
        return !graph.HasInput(mask) ? $"{name} was exported without the input '{mask}'" : graph.Uses(mask) ? null : $"{name} does not use its input '{mask}'";
    }
}
