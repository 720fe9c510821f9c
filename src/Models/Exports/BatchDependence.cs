using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports;

/// <summary>
/// Finds exports whose answers depend on the batch they ride in: those that quantise activations while they run, with one scale for the whole
/// tensor (ONNX's DynamicQuantizeLinear, and what ONNX Runtime fuses it into). Static scales and MatMulNBits have no such tie between rows.
/// </summary>
internal static class BatchDependence
{
    private const string Prefix = "DynamicQuantize";

    /// <summary>Whether an export has such operators; adds a warning if so.</summary>
    /// <param name="variant">The variant's folder, which the warning names.</param>
    /// <param name="files">The files that are loaded.</param>
    /// <param name="warnings">Gets a sentence that says what to do.</param>
    public static bool Find(string variant, OnnxFiles files, List<string> warnings)
    {
        string[] dynamic =
        [
            .. files.All
                .Where(path => OnnxOperators.Read(path)?.Any(type => type.StartsWith(Prefix, StringComparison.Ordinal)) ?? false)
                .Select(path => Path.GetFileName(path)),
        ];
        if (dynamic.Length == 0)
        {
            return false;
        }

        warnings.Add(
            $"{variant}: {string.Join(", ", dynamic)} quantises activations with one scale for a whole batch ({Prefix}Linear), so what a text is " +
            "answered can depend, slightly, on the texts that run beside it. Static scales (QDQ), MatMulNBits or float32 have each answered alike in any company; " +
            "so does Batching:MaxBatchRows = 1, which costs throughput.");
        return true;
    }
}
