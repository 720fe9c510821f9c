using Microsoft.ML.OnnxRuntime;

namespace TransformerService.Inference.Sessions;

/// <summary>The encoder's output for each row, and which row of the batch each decoder row belongs to.</summary>
internal sealed class EncoderStates : IDisposable
{
    private readonly long[] _mask;
    private readonly int _width;
    private readonly bool _readLater;
    private readonly RowTensor _hidden;
    private OrtValue _maskTensor;
    private int[] _sources;

    /// <param name="hidden"><c>[rows, width, model]</c>; this object owns it.</param>
    /// <param name="batch">The batch that was encoded.</param>
    /// <param name="readLater">
    /// Whether steps after the first read <paramref name="hidden"/>; if not, it does not have to be reordered with the rows.
    /// </param>
    public EncoderStates(OrtValue hidden, TokenBatch batch, bool readLater)
    {
        _readLater = readLater;
        _hidden = new RowTensor(hidden);
        _mask = batch.Mask;
        _width = batch.Width;
        _sources = [.. Enumerable.Range(0, batch.Rows)];
        _maskTensor = batch.Tensor(batch.Mask);
    }

    public int Rows => _sources.Length;

    public OrtValue Hidden => _hidden.Value;

    /// <summary>For each row the place of its text in the batch.</summary>
    public ReadOnlySpan<int> Texts => _sources;

    /// <summary><c>[rows, width]</c>, 1 for tokens, 0 for padding.</summary>
    public OrtValue Mask => _maskTensor;

    /// <summary>
    /// Reorders the rows: row i now continues row <c>origins[i]</c>. Returns whether the encoder's states changed their order: they do not
    /// while the beams of one text are swapped among themselves.
    /// </summary>
    public bool Reorder(ReadOnlySpan<int> origins)
    {
        var sources = new int[origins.Length];
        for (var row = 0; row < origins.Length; row++)
        {
            sources[row] = _sources[origins[row]];
        }

        if (sources.AsSpan().SequenceEqual(_sources))
        {
            return false;
        }

        _sources = sources;
        if (_readLater)
        {
            _hidden.Reorder(origins);
        }

        var mask = new long[sources.Length * _width];
        for (var row = 0; row < sources.Length; row++)
        {
            _mask.AsSpan(sources[row] * _width, _width).CopyTo(mask.AsSpan(row * _width));
        }

        _maskTensor.Dispose();
        _maskTensor = TokenBatch.Tensor(mask, sources.Length, _width);
        return true;
    }

    public void Dispose()
    {
        _hidden.Dispose();
        _maskTensor.Dispose();
    }
}
