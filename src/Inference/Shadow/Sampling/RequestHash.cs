using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace TransformerService.Inference.Shadow.Sampling;

/// <summary>
/// A request's place in [0, 1), the same in every process and version: the same texts for the same model are always sampled or never.
/// Not for secrets: it is fast, not one-way.
/// </summary>
public static class RequestHash
{
    /// <summary>The request's place.</summary>
    /// <param name="model">The model; part of the hash.</param>
    /// <param name="texts">The texts, in their order.</param>
    /// <param name="pairs">Their second texts.</param>
    public static double Place(string model, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs)
    {
        ulong hash = Add(0, model);
        foreach (string text in texts)
        {
            hash = Add(hash, text);
        }

        foreach (string pair in pairs ?? [])
        {
            hash = Add(hash, pair);
        }

        // 53 bits are what a double holds exactly.
        return (hash >> 11) * (1.0 / (1UL << 53));
    }

    // Each text is hashed with the hash of all before it as its seed, so that where one ends matters.
    private static ulong Add(ulong hash, string text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), (long)hash);
}
