using TransformerService.Models.Catalog;
using TransformerService.Models.Exports.Graphs;

namespace TransformerService.Inference.Sessions;

/// <summary>Decides whether an ONNX file needs ONNX Runtime's exact mode for integer products.</summary>
internal static class Int8Precision
{
    /// <summary>
    /// The session option of the exact mode: on x64 without VNNI, signed weights are converted to unsigned ones, whose products do not
    /// saturate.
    /// </summary>
    public const string ExactModeEntry = "session.x64quantprecision";

    /// <summary>Returns how exact a file's integer products will be; <see langword="null"/> if it has none, or cannot be read.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="processorSaturates">Whether the processor's own instructions saturate.</param>
    /// <param name="exactMode">Whether the exact mode may be used.</param>
    public static Int8Arithmetic? Of(string path, bool processorSaturates, bool exactMode)
    {
        try
        {
            var products = IntegerProduct.Find(OnnxGraphReader.Read(path));
            return products.Count == 0 ? null
                : !processorSaturates || !products.Any(PairSums.CanSaturate) ? Int8Arithmetic.Exact
                : exactMode ? Int8Arithmetic.ExactMode
                : Int8Arithmetic.Saturating;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return null; // loading the file reports the fault in more detail
        }
    }

    /// <summary>Returns how exact a model of several files is: as exact as its least exact file.</summary>
    public static Int8Arithmetic? Of(IEnumerable<OnnxSession> sessions) => sessions.Max(session => session.Int8Arithmetic);
}
