using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace TransformerService.Models.Requests;

/// <summary>
/// Maps a request to a number in [0, 1), the same in every process and version: the same texts for the same model are sampled always or
/// never.
/// Not for secrets: it is fast, not one-way.
/// </summary>
public static class RequestHash
{
    /// <summary>Returns the request's number.</summary>
    /// <param name="model">The model; part of the hash.</param>
    /// <param name="texts">The texts, in their order.</param>
    /// <param name="pairs">Their second texts.</param>
    public static double Place(string model, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs)
    {
        var hash = Add(0, model);
        foreach (var text in texts)
        {
            hash = Add(hash, text);
        }

        foreach (var pair in pairs ?? [])
        {
            hash = Add(hash, pair);
        }

        // A double holds 53 bits exactly.
        return (hash >> 11) * (1.0 / (1UL << 53));
    }

    // Each text is hashed with the hash of all texts before it as the seed, so that the boundaries between texts matter.
    private static ulong Add(ulong hash, string text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), (long)hash);
}
