using System.Text.RegularExpressions;

namespace TransformerService.Inference.Sessions;

/// <summary>Formats ONNX Runtime's messages for faults.</summary>
internal static partial class OrtText
{
    private const int Longest = 600;

    /// <summary>
    /// Returns a message on one line (its numbers may be on separate lines), without the location in ONNX Runtime's source.
    /// </summary>
    public static string OneLine(Exception exception)
    {
        var line = SourcePlace()
            .Replace(string.Join(' ', exception.Message.Split(['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)), "");
        return line.Length > Longest ? line[..Longest] + "…" : line;
    }

    /// <summary>Returns what to do about a file that cannot be loaded; empty if unknown.</summary>
    public static string Advice(string message) =>
        message.Contains("IR version", StringComparison.OrdinalIgnoreCase) || message.Contains("opset", StringComparison.OrdinalIgnoreCase)
            ? $"{(message.EndsWith('.') ? "" : ".")} Export it with optimum-cli export onnx --opset 20."
            : "";

    /// <summary>A file, a line and the signature of a C++ function.</summary>
    [GeneratedRegex(@"/onnxruntime_src/\S+:\d+ (?:[^():]*(?:::[^():]*)+\([^()]*\) (?:const )?)?", RegexOptions.CultureInvariant)]
    private static partial Regex SourcePlace();
}
