namespace TransformerService.Evaluation.Metrics;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"): the same numbers for a seed on every
/// machine and every version of .NET, which <see cref="Random"/> does not promise.
/// </summary>
public sealed class SplitMix(ulong seed)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>Creates a generator for one use of a seed, such as an epoch. The streams of different uses are independent.</summary>
    public static SplitMix For(ulong seed, ulong use) => new(Mix(Mix(seed + GoldenGamma) ^ use));

    public ulong Next() => Mix(_state += GoldenGamma);

    /// <summary>A whole number from 0 to <paramref name="bound"/> − 1, all equally likely.</summary>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        // Lemire 2019, "Fast random integer generation in an interval": the few values that would favour some results are redrawn.
        var range = (ulong)bound;
        var excess = (0UL - range) % range;
        while (true)
        {
            var high = Math.BigMul(Next(), range, out var low);
            if (low >= excess)
            {
                return (int)high;
            }
        }
    }

    /// <summary>Puts the items in a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
