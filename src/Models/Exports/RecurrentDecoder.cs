using TransformerService.Models.Exports.Graphs;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports;

/// <summary>
/// Checks that a decoder's graph has the cache that config.json's <c>model_type</c> means: a state of each layer for <c>marian-ssru</c>
/// (docs/decisions/0016-recurrent-decoder.md), keys and values for all others.
/// </summary>
internal static class RecurrentDecoder
{
    /// <summary>The model_type of such a decoder.</summary>
    public const string ModelType = "marian-ssru";

    private const string Positions = "position_ids",
        State = ".decoder.state";

    /// <summary>Adds a fault for each file whose cache is not that of the model type.</summary>
    /// <param name="modelType">config.json's model_type.</param>
    /// <param name="layers">Layers of the decoder.</param>
    /// <param name="files">The files that are loaded.</param>
    /// <param name="faults">Receives the faults.</param>
    public static void Check(string modelType, int layers, OnnxFiles files, List<string> faults)
    {
        if ((files.DecoderWithPast ?? files.DecoderMerged) is not { } path || OnnxGraph.Read(path) is not { } graph)
        {
            return;
        }

        var name = Path.GetFileName(path);
        if (modelType != ModelType)
        {
            faults.AddRange(
                graph
                    .Inputs.Where(input => input.EndsWith(State, StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .Take(1)
                    .Select(input =>
                        $"{name} has the input '{input}' of a recurrent decoder, but config.json's model_type is '{modelType}', not '{ModelType}': take all files from one export."
                    )
            );
            return;
        }

        string[] needed = [.. Enumerable.Range(0, layers).Select(layer => $"past_key_values.{layer}{State}"), Positions];
        faults.AddRange(
            needed
                .Where(input => !graph.HasInput(input))
                .Take(1)
                .Select(input =>
                    $"{name} has no input '{input}', which config.json's model_type '{ModelType}' with {layers} decoder_layers asks for: take all files from one export of this repository's trainer."
                )
        );
    }
}
