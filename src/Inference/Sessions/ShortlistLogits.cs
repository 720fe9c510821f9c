using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace TransformerService.Inference.Sessions;

/// <summary>The logits of a batch whose decoder ends before the last product: each row's own pieces, and −∞ for all others.</summary>
/// <param name="layer">The last product.</param>
/// <param name="shortlists">For each text of the batch its pieces, or <see langword="null"/> for all pieces.</param>
internal sealed class ShortlistLogits(OutputLayer layer, IReadOnlyList<int[]?> shortlists) : IDisposable
{
    private OrtValue? _values;
    private int _rows;

    /// <summary>Computes a step's logits; they are valid until the next step.</summary>
    /// <param name="states">What the decoder returned for each row, <c>[rows, inputs]</c>.</param>
    /// <param name="texts">For each row the place of its text in the batch.</param>
    public StepLogits Of(OrtValue states, ReadOnlySpan<int> texts)
    {
        if (_values is null || texts.Length > _rows)
        {
            _values?.Dispose();
            _values = null;
            _values = OrtValue.CreateAllocatedTensorValue(
                OrtAllocator.DefaultInstance,
                TensorElementType.Float,
                [texts.Length, layer.Vocabulary]
            );
            _rows = texts.Length;
        }

        var inputs = states.GetTensorDataAsSpan<byte>();
        var logits = _values.GetTensorMutableDataAsSpan<float>()[..(texts.Length * layer.Vocabulary)];
        for (var row = 0; row < texts.Length; row++)
        {
            layer.Logits(
                inputs.Slice(row * layer.Inputs, layer.Inputs),
                shortlists[texts[row]],
                logits.Slice(row * layer.Vocabulary, layer.Vocabulary)
            );
        }

        return StepLogits.Of(logits, layer.Vocabulary);
    }

    public void Dispose() => _values?.Dispose();
}
