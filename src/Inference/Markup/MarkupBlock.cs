using System.Text;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Markup;

/// <summary>
/// A block of a document: one text, with tags between its words. Runs of white space are one space to a reader, and so they are here.
/// </summary>
internal sealed class MarkupBlock
{
    public const char NoBreakSpace = '\u00A0';

    private static readonly string[] _spaces = ["&nbsp;", "&#160;", "&#xa0;"];

    private readonly StringBuilder _plain = new();
    private readonly List<MarkupGap> _gaps = [];
    private readonly List<MarkupUnit> _units = [];
    private readonly Dictionary<string, string> _references = new(StringComparer.Ordinal);
    private List<MarkupItem> _run = [];
    private bool _space,
        _wasUnit;

    private MarkupBlock(int start, int end) => (Start, End, Plain) = (start, end, "");

    /// <summary>Where its first word begins in the document.</summary>
    public int Start { get; }

    /// <summary>Where its last word ends.</summary>
    public int End { get; }

    /// <summary>Its text without tags.</summary>
    public string Plain { get; private set; }

    /// <summary>Its text between tags; at least one.</summary>
    public IReadOnlyList<MarkupGap> Gaps => _gaps;

    /// <summary>Its elements that are not translated.</summary>
    public IReadOnlyList<MarkupUnit> Units => _units;

    /// <summary>Where its text stands in the document.</summary>
    public TextPlaces Places { get; } = new();

    /// <summary>The characters that it writes as references.</summary>
    public IReadOnlyDictionary<string, string> References => _references;

    /// <summary>Divides a document into blocks. What is between them is copied.</summary>
    public static IReadOnlyList<MarkupBlock> Of(string source, IReadOnlyList<MarkupItem> items, TextWork work)
    {
        var blocks = new List<MarkupBlock>();
        for (var from = 0; from < items.Count; )
        {
            work.Step();
            var to = from;
            while (to < items.Count && items[to].Kind != MarkupKind.Break)
            {
                work.Step(1 + items[to].Length);
                to++;
            }

            foreach (var (first, end) in ElementRuns.Divide(source, items, from, to))
            {
                if (OfItems(source, items, first, end) is { } block)
                {
                    blocks.Add(block);
                }
            }

            from = to + 1;
        }

        return blocks;
    }

    /// <summary>A value of an attribute.</summary>
    public static MarkupBlock? OfValue(string source, MarkupItem value) => OfItems(source, [value], 0, 1);

    /// <summary>Makes one space of each run of white space.</summary>
    public static string Collapse(string text)
    {
        var collapsed = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!IsSpace(c))
            {
                collapsed.Append(c);
            }
            else if (collapsed.Length == 0 || collapsed[^1] != ' ')
            {
                collapsed.Append(' ');
            }
        }

        return collapsed.ToString();
    }

    private static MarkupBlock? OfItems(string source, IReadOnlyList<MarkupItem> items, int from, int to)
    {
        while (from < to && (!IsVisible(items[from]) || ElementRuns.IsMark(items, from)))
        {
            from++;
        }

        while (to > from && (!IsVisible(items[to - 1]) || ElementRuns.IsMark(items, to - 1)))
        {
            to--;
        }

        var hasLetter = false;
        for (var index = from; index < to && !hasLetter; index++)
        {
            hasLetter = items[index].Kind == MarkupKind.Text && items[index].Text.Any(char.IsLetter);
        }

        if (!hasLetter)
        {
            return null;
        }

        var (start, end) = (items[from].Start, items[to - 1].End);
        while (items[from].Kind == MarkupKind.Text && SpaceAt(source.AsSpan(start, items[from].End - start)) is > 0 and var length)
        {
            start += length;
        }

        while (items[to - 1].Kind == MarkupKind.Text && SpaceBefore(source.AsSpan(0, end)) is > 0 and var length)
        {
            end -= length;
        }

        var block = new MarkupBlock(start, end);
        for (var index = from; index < to; index++)
        {
            block.Add(items[index]);
        }

        block.Plain = block._plain.ToString();
        block._gaps[^1].End = block.Plain.Length;
        return block;
    }

    private void Add(MarkupItem item)
    {
        if (item.Kind == MarkupKind.Tag)
        {
            _run.Add(item);
            return;
        }

        var text = Collapse(item.Text);
        var trimmed = text.Trim(' ', NoBreakSpace);
        if (trimmed.Length == 0)
        {
            _space |= text.Length > 0;
            if (_run.Count > 0)
            {
                _run.Add(item);
            }
            else
            {
                _gaps[^1].HasSpaceAfter = true;
            }

            return;
        }

        var leads = text[0] is ' ' or NoBreakSpace;
        var isUnit = item.Kind == MarkupKind.Unit;
        var isSpaced = (leads || _space) && _plain.Length > 0;
        var isJoined =
            !isSpaced
            && _run.Count > 0
            && _plain.Length > 0
            && (isUnit || _wasUnit)
            && char.IsLetterOrDigit(_plain[^1])
            && char.IsLetterOrDigit(trimmed[0]);
        if (_gaps.Count == 0 || _run.Count > 0)
        {
            if (_gaps.Count > 0)
            {
                _gaps[^1].End = _plain.Length;
            }

            _gaps.Add(new(_plain.Length + (isSpaced || isJoined ? 1 : 0), _run) { HasSpaceBefore = leads, IsJoined = isJoined });
            _run = [];
        }

        _plain.Append(isSpaced || isJoined ? " " : "");
        _wasUnit = isUnit;
        if (isUnit)
        {
            _gaps[^1].Units.Add(_units.Count);
            _units.Add(new(_gaps.Count - 1, _plain.Length, trimmed, item.Start, item.Length));
        }
        else
        {
            Places.Add(_plain.Length, text.Length - text.TrimStart(' ', NoBreakSpace).Length, text, item);
        }

        _plain.Append(trimmed);
        _space = item.Kind == MarkupKind.Text && text[^1] is ' ' or NoBreakSpace;
        _gaps[^1].HasSpaceAfter = _space;
        foreach (var (meaning, written) in item.References)
        {
            _references[meaning] = written;
        }
    }

    private static bool IsVisible(MarkupItem item) =>
        item.Kind == MarkupKind.Unit || (item.Kind == MarkupKind.Text && item.Text.Any(c => c != NoBreakSpace && !IsSpace(c)));

    private static int SpaceAt(ReadOnlySpan<char> text) =>
        text.IsEmpty ? 0
        : IsSpace(text[0]) || text[0] == NoBreakSpace ? 1
        : Longest(text, atStart: true);

    private static int SpaceBefore(ReadOnlySpan<char> text) =>
        IsSpace(text[^1]) || text[^1] == NoBreakSpace ? 1 : Longest(text, atStart: false);

    private static int Longest(ReadOnlySpan<char> text, bool atStart)
    {
        foreach (var space in _spaces)
        {
            if (
                atStart
                    ? text.StartsWith(space, StringComparison.OrdinalIgnoreCase)
                    : text.EndsWith(space, StringComparison.OrdinalIgnoreCase)
            )
            {
                return space.Length;
            }
        }

        return 0;
    }

    /// <summary>Whether it is white space to a reader of documents; a no-break space is not.</summary>
    public static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n' or '\f';
}
