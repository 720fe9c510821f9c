using TorchSharp;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>
/// Dropout (Srivastava et al. 2014) with slices of one large mask at random offsets. Drawing random numbers for every mask took half
/// of a step, because libtorch draws them on one thread.
/// </summary>
public sealed class Dropout : IDisposable
{
    /// <summary>Largest number of values of a tensor.</summary>
    internal const long MaskLength = 1 << 24;
    private readonly Tensor _mask;
    private readonly Tensor _productMask;
    private readonly double _rate;
    private Random _random = new(0);
    private bool _enabled;

    /// <param name="rate">The share of values set to 0, from 0 to below 1.</param>
    /// <param name="productType">
    /// The precision of products: a mask with another precision than the values would convert them to a wider one.
    /// </param>
    /// <param name="seed">Decides the mask.</param>
    public Dropout(double rate, ScalarType productType, long seed)
    {
        _rate = rate;
        using var generator = new Generator((ulong)seed, CPU);
        using var kept = empty(rate > 0 ? MaskLength : 1, float32).bernoulli_(1 - rate, generator);
        using var share = (1 - rate).ToScalar();
        _mask = kept.div(share).DetachFromDisposeScope();
        _productMask = _mask.to(productType, copy: true).DetachFromDisposeScope();
    }

    /// <summary>Starts a training step; the same seed and step give the same masks.</summary>
    public void Begin(long seed, long step)
    {
        _random = new Random(unchecked((int)((seed * 1_000_003) + step)));
        _enabled = _rate > 0;
    }

    /// <summary>Turns dropout off, to evaluate.</summary>
    public void End() => _enabled = false;

    /// <summary>Drops values of <paramref name="x"/> and scales the others by 1 / (1 − rate), while training.</summary>
    public Tensor Forward(Tensor x)
    {
        if (!_enabled)
        {
            return x;
        }

        var count = x.numel();
        if (count > MaskLength)
        {
            throw new ArgumentException(
                $"A tensor of {count} values is larger than the dropout mask of {MaskLength}; use smaller batches.",
                nameof(x)
            );
        }

        var start = _random.NextInt64(MaskLength - count + 1);
        return x.mul((x.dtype == _mask.dtype ? _mask : _productMask).narrow(0, start, count).view(x.shape));
    }

    /// <summary>Frees the mask.</summary>
    public void Dispose()
    {
        _mask.Dispose();
        _productMask.Dispose();
    }
}
