using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TransformerService.Distillation.Data;

/// <summary>
/// Holds out a share of a corpus. A hash of the seed and the source text decides, so records with the same source are never on both
/// sides, and adding or reordering records moves no other record. Texts that differ only in case and punctuation count as the same.
/// </summary>
internal sealed class CorpusSplitter
{
    private readonly ulong _seed;
    private readonly double _heldOutShare;

    /// <param name="seed">A different seed holds out a different part.</param>
    /// <param name="heldOutShare">The approximate share that is held out, 0 to 1.</param>
    public CorpusSplitter(ulong seed, double heldOutShare)
    {
        if (!(heldOutShare is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(heldOutShare), heldOutShare, "The share is not between 0 and 1.");
        }

        (_seed, _heldOutShare) = (seed, heldOutShare);
    }

    /// <summary>Whether records with this source text are held out.</summary>
    public bool IsHeldOut(string source) => Place(_seed, source) < _heldOutShare;

    /// <summary>A number that depends only on the seed and the text, from 0 to below 1, uniformly distributed.</summary>
    public static double Place(ulong seed, string source)
    {
        var folded = Fold(source);
        var bytes = new byte[sizeof(ulong) + Encoding.UTF8.GetMaxByteCount(folded.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed);
        var length = sizeof(ulong) + Encoding.UTF8.GetBytes(folded, bytes.AsSpan(sizeof(ulong)));
        var hash = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(bytes.AsSpan(0, length)));

        // 53 bits: a double holds them exactly.
        return (hash >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Both parts, each in the order of the corpus.</summary>
    public (List<T> Training, List<T> HeldOut) Split<T>(IEnumerable<T> records, Func<T, string> source)
    {
        var (training, heldOut) = (new List<T>(), new List<T>());
        foreach (var record in records)
        {
            (IsHeldOut(source(record)) ? heldOut : training).Add(record);
        }

        return (training, heldOut);
    }

    /// <summary>Texts with the same letters and digits, in either case, have the same.</summary>
    public static string Fold(string text)
    {
        var folded = string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return folded.Length > 0 ? folded : text;
    }
}
