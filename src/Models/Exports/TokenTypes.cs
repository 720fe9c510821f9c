using TransformerService.Models.Exports.Graphs;

namespace TransformerService.Models.Exports;

/// <summary>Finds classifiers whose weights have several token types, but whose graph was exported without the input for them.</summary>
internal static class TokenTypes
{
    private const string Input = "token_type_ids";

    /// <summary>Adds a warning if a pair's second text would be read as part of its first.</summary>
    /// <param name="variant">The variant's folder, which the warning names.</param>
    /// <param name="path">The classifier's file.</param>
    /// <param name="types">The number of token types in the weights.</param>
    /// <param name="warnings">Receives a sentence that says what to do.</param>
    public static void Check(string variant, string path, int types, List<string> warnings)
    {
        if (types > 1 && OnnxGraph.Read(path) is { } graph && !graph.HasInput(Input))
        {
            warnings.Add(
                $"{variant}: {Path.GetFileName(path)} was exported without the input '{Input}', so a 'textPair' is read as more of the first text. "
                    + $"Export with {Input} if pairs are classified."
            );
        }
    }
}
