using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports;

/// <summary>
/// Finds exports whose answers depend on the rest of the batch: those that quantise activations while they run, with one scale for the
/// whole tensor (ONNX's DynamicQuantizeLinear, and what ONNX Runtime fuses it into). Static scales and MatMulNBits do not couple rows like
/// this.
/// </summary>
internal static class BatchDependence
{
    private const string Prefix = "DynamicQuantize";

    /// <summary>Whether an export has such operators; adds a warning if so.</summary>
    /// <param name="variant">The variant's folder, which the warning names.</param>
    /// <param name="files">The files that are loaded.</param>
    /// <param name="warnings">Receives a sentence that says what to do.</param>
    public static bool Find(string variant, OnnxFiles files, List<string> warnings)
    {
        string[] dynamic =
        [
            .. files
                .All.Where(path => OnnxOperators.Read(path)?.Any(type => type.StartsWith(Prefix, StringComparison.Ordinal)) ?? false)
                .Select(path => Path.GetFileName(path)),
        ];
        if (dynamic.Length == 0)
        {
            return false;
        }

        warnings.Add(
            $"{variant}: {string.Join(", ", dynamic)} quantises activations with one scale for a whole batch ({Prefix}Linear), so the answer to a text "
                + "can depend slightly on the other texts in its batch. Exports with static scales (QDQ), MatMulNBits or float32 do not have this problem. "
                + "Batching:MaxBatchRows = 1 avoids it too, but costs throughput."
        );
        return true;
    }
}
