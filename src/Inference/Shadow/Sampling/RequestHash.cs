using System.Numerics;
using System.Runtime.InteropServices;

namespace TransformerService.Inference.Shadow.Sampling;

/// <summary>
/// A request's place in [0, 1), the same in every process and version: the same texts for the same model are always sampled or never.
/// Not for secrets: it is fast, not one-way.
/// </summary>
internal static class RequestHash
{
    // Odd constants of xxHash64 (Y. Collet); the folding multiply is wyhash's.
    private const ulong Prime1 = 0x9E3779B185EBCA87, Prime2 = 0xC2B2AE3D27D4EB4F;

    /// <summary>The request's place.</summary>
    public static double Place(string model, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs)
    {
        ulong hash = Add(Prime1, model);
        foreach (string text in texts)
        {
            hash = Add(hash, text);
        }

        foreach (string pair in pairs ?? [])
        {
            hash = Add(hash, pair);
        }

        // 53 bits are what a double holds exactly.
        return (Fold(hash ^ Prime2, Prime1) >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Add(ulong hash, string text)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(text.AsSpan());
        hash = Fold(hash ^ (ulong)bytes.Length, Prime1);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            hash = Fold(hash ^ word, Prime2) + BitOperations.RotateLeft(hash, 29);
        }

        ulong last = 0;
        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..])
        {
            last = (last << 8) | rest;
        }

        return Fold(hash ^ last, Prime1) + BitOperations.RotateLeft(hash, 29);
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
