using TransformerService.Models.Exports.Graphs;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports;

/// <summary>
/// Finds exports that cannot tell padding from text, because they have no mask input: their answers would depend on the rest of the batch,
/// so only rows of equal length run together.
/// </summary>
internal static class PaddingBlindness
{
    private const string Mask = "attention_mask",
        EncoderMask = "encoder_attention_mask";

    /// <summary>Whether an export has such files; adds a warning if so.</summary>
    /// <param name="variant">The variant's folder, which the warning names.</param>
    /// <param name="files">The files that are loaded.</param>
    /// <param name="warnings">Receives a sentence that says what it costs and what to do.</param>
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

    /// <summary>Returns a warning that says what it costs and what to do.</summary>
    /// <param name="variant">The variant's folder.</param>
    /// <param name="cause">Why padding would change answers.</param>
    public static string Warning(string variant, string cause) =>
        $"{variant}: {cause}, so texts are never padded: only texts with the same number of tokens run together, which costs throughput. "
        + $"Export with the mask, as optimum-cli export onnx does.";

    private static string? Blind(string? path, string mask)
    {
        if (path is null || OnnxGraph.Read(path) is not { } graph)
        {
            return null;
        }

        var name = Path.GetFileName(path);
        return !graph.HasInput(mask) ? $"{name} was exported without the input '{mask}'"
            : graph.Uses(mask) ? null
            : $"{name} does not use its input '{mask}'";
    }
}
