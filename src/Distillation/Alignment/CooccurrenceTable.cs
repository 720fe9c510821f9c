using System.Numerics;

namespace TransformerService.Distillation.Alignment;

/// <summary>
/// Which source and target pieces occur in a pair together, and a place for each such combination: a bit matrix with counts of the bits
/// before each word. For 8,000 pieces it takes 12 MB, and a look-up reads two words.
/// </summary>
internal sealed class CooccurrenceTable
{
    private const int BitsOfWord = 64;
    private readonly ulong[] _bits;
    private readonly int[] _before;
    private readonly int _words;

    /// <param name="sources">Source pieces.</param>
    /// <param name="targets">Target pieces.</param>
    /// <param name="pairs">The pairs' pieces.</param>
    public CooccurrenceTable(int sources, int targets, IEnumerable<(int[] Source, int[] Target)> pairs)
    {
        Sources = sources;
        _words = (targets + BitsOfWord - 1) / BitsOfWord;
        _bits = new ulong[sources * (long)_words];
        _before = new int[_bits.Length + 1];
        foreach ((var source, var target) in pairs)
        {
            foreach (var piece in source)
            {
                var row = _bits.AsSpan(piece * _words, _words);
                foreach (var other in target)
                {
                    row[other / BitsOfWord] |= 1UL << other; // the shift takes the last 6 bits
                }
            }
        }

        for (var word = 0; word < _bits.Length; word++)
        {
            _before[word + 1] = _before[word] + BitOperations.PopCount(_bits[word]);
        }
    }

    public int Sources { get; }

    /// <summary>Number of combinations.</summary>
    public int Count => _before[^1];

    /// <summary>The place of a combination that occurs.</summary>
    public int PlaceOf(int source, int target)
    {
        var word = (source * _words) + (target / BitsOfWord);
        return _before[word] + BitOperations.PopCount(_bits[word] & ((1UL << target) - 1));
    }

    /// <summary>Whether a combination occurs.</summary>
    public bool Has(int source, int target) => (_bits[(source * _words) + (target / BitsOfWord)] & (1UL << target)) != 0;

    /// <summary>The places of a source piece's combinations.</summary>
    public Range PlacesOf(int source) => _before[source * _words].._before[(source + 1) * _words];

    /// <summary>The target pieces of a source piece's combinations, in the order of their places.</summary>
    public IEnumerable<int> TargetsOf(int source)
    {
        for (var word = 0; word < _words; word++)
        {
            for (var bits = _bits[(source * _words) + word]; bits != 0; bits &= bits - 1)
            {
                yield return (word * BitsOfWord) + BitOperations.TrailingZeroCount(bits);
            }
        }
    }
}
