using System.Text.RegularExpressions;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Markup;

/// <summary>
/// Keeps what belongs to a word together with it. An index or exponent (<c>sub</c>, <c>sup</c>) is one unit with the number, unit of
/// measurement or formula that it stands at; behind any other word it is a mark, such as the number of a footnote, and it is copied. What
/// touches a unit without white space belongs to it.
/// </summary>
/// <param name="source">The document.</param>
internal sealed partial class WordMarks(string source)
{
    /// <summary>The most items and characters of an index.</summary>
    private const int MostItems = 16,
        MostCharacters = 16;

    /// <summary>Bounds the work on many units in a row.</summary>
    private const int MostOfUnit = 2_000;

    private static readonly string[] _units =
    [
        "m",
        "mm",
        "cm",
        "dm",
        "km",
        "nm",
        "µm",
        "μm",
        "in",
        "ft",
        "yd",
        "mi",
        "kg",
        "mg",
        "ms",
        "Hz",
        "mol",
        "Pa",
        "ha",
    ];

    private readonly List<MarkupItem> _joined = [];
    private bool _isFormula;

    /// <summary>Returns the items of a document with such words as units.</summary>
    public static IReadOnlyList<MarkupItem> Join(string source, IReadOnlyList<MarkupItem> items, TextWork work)
    {
        var marks = new WordMarks(source);
        for (var index = 0; index < items.Count; )
        {
            work.Step();
            index = marks.Add(items, index);
        }

        return marks._joined;
    }

    private int Add(IReadOnlyList<MarkupItem> items, int index)
    {
        var item = items[index];
        if (
            item is { Kind: MarkupKind.Tag, Role: MarkupRole.Opens }
            && IsIndex(item.Name)
            && MarkupItem.EndOf(items, index, MostItems) is { } last
        )
        {
            var text = string.Concat(items.Skip(index).Take(last - index).Select(inner => inner.Text)).Trim();
            if (text.Length is > 0 and <= MostCharacters && AddIndex(items, index, last, text))
            {
                return last + 1;
            }
        }
        else if (item.Kind == MarkupKind.Unit)
        {
            AddUnit(item);
            return index + 1;
        }
        else if (
            item.Kind == MarkupKind.Text
            && _joined is [.., { Kind: MarkupKind.Unit } unit]
            && Touching(unit, item) is > 0 and var length
        )
        {
            _joined[^1] = unit with { Length = unit.Length + length, Text = unit.Text + item.Text[..length] };
            item = item with { Start = item.Start + length, Length = item.Length - length, Text = item.Text[length..] };
            if (item.Length == 0)
            {
                return index + 1;
            }
        }

        _isFormula = false;
        _joined.Add(item);
        return index + 1;
    }

    /// <summary>Adds an index; returns false if it is text like any other.</summary>
    private bool AddIndex(IReadOnlyList<MarkupItem> items, int index, int last, string text)
    {
        var word = _isFormula ? _joined[^1].Text : WordBefore();
        var isWord = TwoLetters().IsMatch(text);
        var isMark = text is "TM" or "SM" or "®" or "©";
        var isLink = items.Skip(index).Take(last - index).Any(inner => inner.Name == "a");
        if (isWord && !isMark && !(word.Length > 0 && (char.IsDigit(word[^1]) || word.Length == 1)))
        {
            return false;
        }

        var (start, length) = (items[index].Start, items[last].End - items[index].Start);
        if (isMark || isLink || (!_isFormula && !IsFormula(word, text, items[index].Name)))
        {
            // An isotope's number stands before its sign.
            var next = word.Length == 0 && last + 1 < items.Count ? items[last + 1] : default;
            if (isMark || isLink || next.Kind != MarkupKind.Text || !Sign().IsMatch(next.Text ?? ""))
            {
                _joined.Add(new(MarkupKind.Tag, start, length));
                _isFormula = false;
                return true;
            }
        }

        AddUnit(new(MarkupKind.Unit, start, length) { Text = text });
        _isFormula = true;
        return true;
    }

    /// <summary>Adds a unit, with the word before it if they touch.</summary>
    private void AddUnit(MarkupItem unit)
    {
        if (_joined is [.., { Kind: MarkupKind.Text or MarkupKind.Unit } before] && TouchingBefore(before, unit) is > 0 and var length)
        {
            _joined.RemoveAt(_joined.Count - 1);
            if (length < before.Length)
            {
                _joined.Add(before with { Length = before.Length - length, Text = before.Text[..^length] });
            }

            var text = before.Kind == MarkupKind.Unit ? before.Text : before.Text[^length..];
            unit = unit with { Start = unit.Start - length, Length = unit.Length + length, Text = text + unit.Text };
        }

        _isFormula = false;
        _joined.Add(unit);
    }

    /// <summary>How many characters of the source before a unit belong to its word.</summary>
    private int TouchingBefore(MarkupItem before, MarkupItem unit)
    {
        if (before.Text.Length == 0 || Words.Starts(before.Text[^1] + unit.Text, 1))
        {
            return 0;
        }

        if (before.Kind == MarkupKind.Unit)
        {
            return before.Length <= MostOfUnit ? before.Length : 0;
        }

        var at = before.Text.Length - 1;
        while (at > 0 && !Words.Starts(before.Text, at))
        {
            at--;
        }

        var length = before.Text.Length - at;
        return IsAsWritten(before.End - length, before.Text.AsSpan(at)) && length <= before.Length ? length : 0;
    }

    /// <summary>How many characters after a unit belong to its word.</summary>
    private int Touching(MarkupItem unit, MarkupItem after)
    {
        if (after.Text.Length == 0 || Words.Starts(unit.Text[^1] + after.Text, 1))
        {
            return 0;
        }

        var at = 1;
        while (at < after.Text.Length && !Words.Starts(after.Text, at))
        {
            at++;
        }

        return at <= after.Length && IsAsWritten(after.Start, after.Text.AsSpan(0, at)) ? at : 0;
    }

    private bool IsAsWritten(int start, ReadOnlySpan<char> text) => start >= 0 && source.AsSpan(start).StartsWith(text);

    private string WordBefore()
    {
        if (_joined is not [.., { Kind: MarkupKind.Text, Text: { Length: > 0 } text }])
        {
            return "";
        }

        var at = text.Length;
        while (at > 0 && char.IsLetterOrDigit(text[at - 1]))
        {
            at--;
        }

        return text[at..];
    }

    /// <summary>Whether a word with an index is a number, a unit of measurement or a formula.</summary>
    private static bool IsFormula(string word, string index, string name)
    {
        if (word.Length == 0)
        {
            return false;
        }

        var isShort = word.Length <= 2 || Array.IndexOf(_units, word) >= 0;
        var isCharge = index.AsSpan().ContainsAny("+-−–=");
        var hasCapital = word.AsSpan(1).ContainsAnyInRange('A', 'Z');
        return word.Any(char.IsDigit)
            || word.Length == 1
            || Array.IndexOf(_units, word) >= 0
            || (name[2] == 'b' ? isShort || hasCapital : isCharge && (isShort || hasCapital));
    }

    private static bool IsIndex(string name) => name is "sub" or "sup" or "subscript" or "superscript";

    [GeneratedRegex(@"\p{L}\p{L}")]
    private static partial Regex TwoLetters();

    [GeneratedRegex(@"^[A-Z][a-z]?(?!\p{L})")]
    private static partial Regex Sign();
}
