using System.Numerics.Tensors;
using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>A histogram of a tensor's values. The bins widen as larger values come, so one pass is enough.</summary>
internal sealed class ActivationHistogram
{
    private const int Bins = 8192;
    private readonly long[] _counts = new long[Bins];
    private float _limit = 1e-6f;
    private float _minimum = float.PositiveInfinity;
    private float _maximum = float.NegativeInfinity;
    private long _total;

    /// <exception cref="ExportException">A value is not finite.</exception>
    public void Add(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        float minimum = TensorPrimitives.Min(values),
            maximum = TensorPrimitives.Max(values);
        if (!float.IsFinite(minimum) || !float.IsFinite(maximum))
        {
            throw new ExportException("An activation is NaN or infinite: the model cannot be calibrated.");
        }

        _minimum = Math.Min(_minimum, minimum);
        _maximum = Math.Max(_maximum, maximum);
        while (Math.Max(-minimum, maximum) >= _limit)
        {
            Widen();
        }

        var binsPerUnit = Bins / (2 * _limit);
        foreach (var value in values)
        {
            _counts[Math.Min((int)((value + _limit) * binsPerUnit), Bins - 1)]++;
        }

        _total += values.Length;
    }

    /// <summary>Chooses the range to represent.</summary>
    /// <param name="method">How to choose the range.</param>
    /// <param name="percentile">Percent of the values to keep, for <see cref="RangeMethod.Percentile"/>.</param>
    public ActivationRange Range(RangeMethod method, double percentile = 100)
    {
        if (_total == 0)
        {
            throw new InvalidOperationException("Nothing was counted.");
        }

        var outside = method == RangeMethod.Percentile ? (long)(_total * (100 - percentile) / 200) : 0;
        int low = 0,
            high = Bins - 1;
        for (var below = _counts[low]; below <= outside; below += _counts[low])
        {
            low++;
        }

        for (var above = _counts[high]; above <= outside; above += _counts[high])
        {
            high--;
        }

        if (method == RangeMethod.LeastError)
        {
            (low, high) = LeastErrorRange.Find(_counts, low, high);
        }

        var binWidth = 2 * _limit / Bins;
        return new ActivationRange(Math.Max(_minimum, (low * binWidth) - _limit), Math.Min(_maximum, ((high + 1) * binWidth) - _limit));
    }

    /// <summary>Doubles the limit by merging pairs of bins.</summary>
    private void Widen()
    {
        long[] old = [.. _counts];
        Array.Clear(_counts);
        for (var bin = 0; bin < Bins; bin++)
        {
            _counts[(Bins / 4) + (bin / 2)] += old[bin];
        }

        _limit *= 2;
    }
}
