using System.Collections.Frozen;
using System.Text;

namespace TransformerService.Tokenization.Unicode;

/// <summary>
/// The characters that decompose to combining marks alone (canonical combining class not 0), with their decompositions and the order of the
/// classes. .NET does not expose the class of a character, so both are derived from <see cref="string.Normalize(NormalizationForm)"/>: it
/// swaps two marks exactly if the class of the first is greater (Unicode 3.11, D108 and D109). So the tables always match the Unicode
/// version that normalises.
/// </summary>
internal sealed class CombiningMarks
{
    // The classes 240 and 1, the greatest and the least that characters have: every other mark is swapped with one of them.
    private const string Greatest = "\u0345";
    private const string Least = "\u0334";

    private const int FirstMark = 0x300;
    private const int LastPlaneWithMarks = 1;
    private const int BlockSize = 256;

    private static readonly Lazy<CombiningMarks> Canonical = new(() => new CombiningMarks(NormalizationForm.FormD));
    private static readonly Lazy<CombiningMarks> Compatible = new(() => new CombiningMarks(NormalizationForm.FormKD));

    private readonly NormalizationForm _decomposed;
    private readonly FrozenDictionary<int, (string Text, int Class)[]> _marks;

    private CombiningMarks(NormalizationForm decomposed)
    {
        _decomposed = decomposed;
        var found = Find();
        string[] marks = [.. found.Values.SelectMany(parts => parts).Distinct()];
        var order = Order(marks);
        var classes = marks.ToDictionary(mark => mark, mark => PlaceOf(order, mark, out _));
        _marks = found.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.Select(mark => (mark, classes[mark])).ToArray());
        Classes = order.Count;
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The marks for a form. For the two compatibility forms, they include the half-width voiced sound marks.</summary>
    public static CombiningMarks Of(NormalizationForm form) =>
        form is NormalizationForm.FormC or NormalizationForm.FormD ? Canonical.Value : Compatible.Value;

    /// <summary>
    /// The marks that a character decomposes to, each with its class as a number below <see cref="Classes"/>; <see langword="null"/> for
    /// any other character.
    /// </summary>
    public (string Text, int Class)[]? Of(Rune rune) => _marks.GetValueOrDefault(rune.Value);

    private Dictionary<int, string[]> Find()
    {
        Dictionary<int, string[]> found = [];
        for (var block = FirstMark; block < (LastPlaneWithMarks + 1) << 16; block += BlockSize)
        {
            Rune[] runes =
            [
                .. Enumerable
                    .Range(block, BlockSize)
                    .Where(value => Rune.IsValid(value) && (value & 0xFFFF) < 0xFFFE)
                    .Select(value => new Rune(value)),
            ];
            // Most blocks contain neither marks nor characters that decompose.
            if (runes.Length == 0 || string.Concat(runes.Select(rune => Greatest + rune + Least)).IsNormalized(_decomposed))
            {
                continue;
            }

            foreach (var rune in runes)
            {
                string[] parts = [.. rune.ToString().Normalize(_decomposed).EnumerateRunes().Select(part => part.ToString())];
                if (Array.TrueForAll(parts, IsMark))
                {
                    found[rune.Value] = parts;
                }
            }
        }

        return found;
    }

    private bool IsMark(string part) => IsBefore(part, Greatest) || IsBefore(Least, part);

    /// <summary>One mark of each class, in the order of the classes.</summary>
    private List<string> Order(IEnumerable<string> marks)
    {
        List<string> order = [];
        foreach (var mark in marks)
        {
            var place = PlaceOf(order, mark, out var isKnown);
            if (!isKnown)
            {
                order.Insert(place, mark);
            }
        }

        return order;
    }

    private int PlaceOf(List<string> order, string mark, out bool isKnown)
    {
        var (from, to) = (0, order.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = IsBefore(order[middle], mark) ? (middle + 1, to) : (from, middle);
        }

        isKnown = from < order.Count && !IsBefore(mark, order[from]);
        return from;
    }

    // Whether the class of 'one' is less than that of 'other': normalising other + one then swaps the two.
    private bool IsBefore(string one, string other) => !(other + one).IsNormalized(_decomposed);
}
