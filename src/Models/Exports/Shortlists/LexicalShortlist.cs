using System.Numerics;

namespace TransformerService.Models.Exports.Shortlists;

/// <summary>
/// The target pieces that a translation may need: those that any translation may need, and for each source piece the pieces that translate
/// it (lexical_shortlist.bin, docs/decisions/0017-lexical-shortlist.md).
/// </summary>
public sealed class LexicalShortlist
{
    /// <summary>The largest vocabulary: the file stores a piece in two bytes.</summary>
    public const int MostPieces = 1 << 16;

    private const int BitsOfWord = 64;

    private readonly ushort[] _always;
    private readonly ushort[] _candidates;
    private readonly int[] _starts;

    /// <summary>The pieces of <see cref="_always"/> as bits.</summary>
    private readonly ulong[] _alwaysBits;

    /// <param name="always">The pieces that any translation may need, in ascending order.</param>
    /// <param name="starts">For each source piece, where its candidates begin, and at last where they all end.</param>
    /// <param name="candidates">Target pieces, in ascending order for each source piece.</param>
    internal LexicalShortlist(ushort[] always, int[] starts, ushort[] candidates)
    {
        (_always, _starts, _candidates) = (always, starts, candidates);
        _alwaysBits = new ulong[(Vocabulary + BitsOfWord - 1) / BitsOfWord];
        foreach (var piece in always)
        {
            Mark(_alwaysBits, piece);
        }
    }

    /// <summary>The pieces that any translation may need, in ascending order.</summary>
    public ReadOnlySpan<ushort> Always => _always;

    /// <summary>Pieces of the vocabulary, which both languages share.</summary>
    public int Vocabulary => _starts.Length - 1;

    /// <summary>Creates a shortlist.</summary>
    /// <param name="always">The pieces that any translation may need.</param>
    /// <param name="candidates">For each piece of the vocabulary, the target pieces that translate it.</param>
    /// <exception cref="ArgumentException">A piece is not in the vocabulary, or there are too many.</exception>
    public static LexicalShortlist Of(IEnumerable<int> always, IReadOnlyList<IReadOnlyList<int>> candidates)
    {
        if (candidates.Count is < 1 or > MostPieces)
        {
            throw new ArgumentException($"A shortlist must have from 1 to {MostPieces} source pieces.", nameof(candidates));
        }

        var starts = new int[candidates.Count + 1];
        List<ushort> all = [];
        for (var piece = 0; piece < candidates.Count; piece++)
        {
            all.AddRange(Sorted(candidates[piece]));
            starts[piece + 1] = all.Count;
        }

        return new LexicalShortlist(Sorted(always), starts, [.. all]);

        ushort[] Sorted(IEnumerable<int> pieces)
        {
            int[] sorted = [.. pieces.Distinct().Order()];
            return sorted is not [] && (sorted[0] < 0 || sorted[^1] >= candidates.Count || sorted.Length > ushort.MaxValue)
                ? throw new ArgumentException("A target piece is outside the vocabulary, or there are too many.", nameof(candidates))
                : Array.ConvertAll(sorted, piece => (ushort)piece);
        }
    }

    /// <summary>The target pieces that translate a source piece, in ascending order.</summary>
    public ReadOnlySpan<ushort> CandidatesOf(int piece) => _candidates.AsSpan(_starts[piece].._starts[piece + 1]);

    /// <summary>
    /// Returns the target pieces of one text in ascending order: those of any translation, the text's own, which may be copied, those that
    /// translate one of its pieces, and others that the caller names. Ids outside the vocabulary are ignored.
    /// </summary>
    /// <param name="source">The text's pieces.</param>
    /// <param name="others">Other pieces that the translation may need.</param>
    public int[] Of(ReadOnlySpan<int> source, ReadOnlySpan<int> others)
    {
        ulong[] bits = [.. _alwaysBits];
        foreach (var piece in source)
        {
            if ((uint)piece < (uint)Vocabulary)
            {
                Mark(bits, piece);
                foreach (var candidate in CandidatesOf(piece))
                {
                    Mark(bits, candidate);
                }
            }
        }

        foreach (var piece in others)
        {
            if ((uint)piece < (uint)Vocabulary)
            {
                Mark(bits, piece);
            }
        }

        return Pieces(bits);
    }

    private static int[] Pieces(ulong[] bits)
    {
        var count = 0;
        foreach (var word in bits)
        {
            count += BitOperations.PopCount(word);
        }

        var pieces = new int[count];
        var next = 0;
        for (var place = 0; place < bits.Length; place++)
        {
            for (var word = bits[place]; word != 0; word &= word - 1)
            {
                pieces[next++] = (place * BitsOfWord) + BitOperations.TrailingZeroCount(word);
            }
        }

        return pieces;
    }

    private static void Mark(ulong[] bits, int piece) => bits[piece / BitsOfWord] |= 1UL << piece; // the shift takes the last 6 bits
}
