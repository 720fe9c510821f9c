namespace TransformerService.Inference.Sessions;

/// <summary>What ONNX Runtime says, for a fault's sentence.</summary>
internal static class OrtText
{
    private const int Longest = 600;

    /// <summary>A message on one line: its numbers come on lines of their own.</summary>
    public static string OneLine(Exception exception)
    {
        string line = string.Join(' ', exception.Message.Split(['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return line.Length > Longest ? line[..Longest] + "…" : line;
    }

    /// <summary>What to do about a file that is not taken; empty if that is not known.</summary>
    public static string Advice(string message) =>
        message.Contains("IR version", StringComparison.OrdinalIgnoreCase) || message.Contains("opset", StringComparison.OrdinalIgnoreCase)
            ? " Export it with optimum-cli export onnx --opset 20."
            : "";
}
