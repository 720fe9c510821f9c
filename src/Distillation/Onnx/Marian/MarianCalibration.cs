using Microsoft.ML.OnnxRuntime;
using TransformerService.Distillation.Onnx.Quantization;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>Calibrates a translation model: the decoder reads the true target, as in training.</summary>
internal static class MarianCalibration
{
    /// <summary>Measures the activations of the float32 graphs on the examples.</summary>
    /// <param name="graphs">Float32 graphs.</param>
    /// <param name="padTokenId">The token that starts the decoder.</param>
    /// <param name="examples">Token ids, each list with its end token.</param>
    /// <param name="cancellationToken">Stops between two examples.</param>
    public static CalibrationRanges Measure(
        MarianGraphs graphs,
        int padTokenId,
        IReadOnlyList<(int[] Source, int[] Target)> examples,
        CancellationToken cancellationToken
    )
    {
        var ranges = new CalibrationRanges();
        using var encoder = new Calibrator(graphs.Encoder, ranges);
        using var decoder = new Calibrator(graphs.Decoder, ranges);
        foreach ((var source, var target) in examples)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var sourceIds = Ids(source);
            using var mask = Ids([.. source.Select(_ => 1)]);
            using var targetIds = Ids([padTokenId, .. target[..^1]]);
            using var states = encoder.Run(["input_ids", "attention_mask"], [sourceIds, mask], "last_hidden_state");
            decoder.Run(["input_ids", "encoder_attention_mask", "encoder_hidden_states"], [targetIds, mask, states!]); // requested above
        }

        return ranges;
    }

    private static OrtValue Ids(int[] tokens) =>
        OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(tokens, token => (long)token), [1, tokens.Length]);
}
