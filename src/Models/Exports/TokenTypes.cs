using TransformerService.Models.Exports.Graphs;

namespace TransformerService.Models.Exports;

/// <summary>Finds classifiers whose weights know two kinds of token, but whose graph was exported without the input that tells them.</summary>
internal static class TokenTypes
{
    private const string Input = "token_type_ids";

    /// <summary>Adds a warning if a pair's second text would be read as part of its first.</summary>
    /// <param name="variant">The variant's folder, which the warning names.</param>
    /// <param name="path">The classifier's file.</param>
    /// <param name="types">How many kinds of token the weights know.</param>
    /// <param name="warnings">Gets a sentence that says what to do.</param>
    public static void Check(string variant, string path, int types, List<string> warnings)
    {
        if (types > 1 && OnnxGraph.Read(path) is { } graph && !graph.HasInput(Input))
        {
            warnings.Add(
                $"{variant}: {Path.GetFileName(path)} was exported without the input '{Input}', so a 'textPair' is read as more of the first text. " +
                $"Export with {Input} if pairs are classified.");
        }
    }
}
