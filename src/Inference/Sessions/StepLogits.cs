using Microsoft.ML.OnnxRuntime;

namespace TransformerService.Inference.Sessions;

/// <summary>A step's logits of some rows: one span of the vocabulary's size per row, writable in place.</summary>
internal readonly ref struct StepLogits
{
    private readonly Span<float> _values;
    private readonly int _stride;

    private StepLogits(Span<float> values, int rows, int stride, int vocabulary)
    {
        _values = values;
        _stride = stride;
        Rows = rows;
        Vocabulary = vocabulary;
    }

    public int Rows { get; }

    public int Vocabulary { get; }

    /// <summary>The logits of <paramref name="row"/>'s last position.</summary>
    public Span<float> this[int row] => _values.Slice((row * _stride) + _stride - Vocabulary, Vocabulary);

    /// <param name="logits"><c>[rows, positions, vocabulary]</c></param>
    public static StepLogits Of(OrtValue logits)
    {
        var shape = logits.GetTensorTypeAndShape().Shape;
        var vocabulary = checked((int)shape[2]);
        return new StepLogits(OutputNumbers.Writable(logits), checked((int)shape[0]), checked((int)(shape[1] * shape[2])), vocabulary);
    }

    /// <summary>Wraps plain memory, <c>[rows, vocabulary]</c>.</summary>
    public static StepLogits Of(Span<float> values, int vocabulary) => new(values, values.Length / vocabulary, vocabulary, vocabulary);

    /// <summary>The rows from <paramref name="start"/> on.</summary>
    public StepLogits Slice(int start, int rows) => new(_values.Slice(start * _stride, rows * _stride), rows, _stride, Vocabulary);
}
