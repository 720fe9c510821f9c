using System.Text;

namespace TransformerService.Inference.Markup;

/// <summary>
/// Makes the items of a document of tags. An element that is kept is one item with all that is inside it, up to its end tag; an inline one
/// without an end tag reaches up to the next block.
/// </summary>
/// <param name="source">The document.</param>
/// <param name="values">Receives the attribute values that are translated; null if none are.</param>
/// <param name="named">Returns what the name of a character reference stands for, if it is known.</param>
/// <param name="open">Returns what the name of a reference without a semicolon stands for; null if there are none.</param>
/// <param name="ends">
/// Whether an element without an end tag ends where another begins (false), or where an end tag of another stands (true); null if none
/// does.
/// </param>
internal sealed class KeptElements(
    string source,
    List<MarkupItem>? values,
    Func<string, string?> named,
    Func<string, string?>? open = null,
    Func<string, string, bool, bool>? ends = null
)
{
    /// <summary>Inside of these, an element that is kept does not end where another begins.</summary>
    private static readonly string[] _scopes = ["ul", "ol", "menu", "dl", "table", "select", "button"];

    private const string LineBreak = "br";

    private readonly List<MarkupItem> _items = [];
    private readonly StringBuilder _keptText = new();

    /// <summary>How many elements of each name are open inside the kept one.</summary>
    private readonly Dictionary<string, int> _inside = new(StringComparer.Ordinal);
    private string? _kept;
    private bool _keptIsBlock;
    private int _depth,
        _keptStart,
        _covered;

    /// <summary>Whether the text is inside an element of another language, such as SVG.</summary>
    public bool IsForeign => _kept is "svg" or "math";

    public void Start(string name, bool isBlock, bool keeps, bool isVoid, int start, int end)
    {
        if (_kept is not null && !(isBlock && !_keptIsBlock && name != LineBreak) && !IsEndedBy(name, isEndTag: false))
        {
            _depth += name == _kept && !isVoid ? 1 : 0;
            _inside[name] = _inside.GetValueOrDefault(name) + (isVoid ? 0 : 1);
            _keptText.Append(name == LineBreak && !_keptIsBlock ? " " : "");
            return;
        }

        EndKept(start);
        if (!keeps && values is not null)
        {
            AttributeValues.Add(source, start, end, (from, to) => References.Split(source, from, to, named, open, isValue: true), values);
        }

        if (keeps && !isVoid)
        {
            (_kept, _keptIsBlock, _keptStart, _depth) = (name, isBlock, start, 1);
            _keptText.Clear();
            _inside.Clear();
        }
        else
        {
            Add(isBlock ? MarkupKind.Break : MarkupKind.Tag, start, end);
        }
    }

    public void End(string name, bool isBlock, int start, int end)
    {
        if (_kept is not null && name == _kept)
        {
            _depth--;
            if (_depth == 0)
            {
                EndKept(end);
            }
        }
        else if (_kept is not null && _inside.GetValueOrDefault(name) is > 0 and var inside)
        {
            _inside[name] = inside - 1;
        }
        else if (_kept is null || (isBlock && !_keptIsBlock) || IsEndedBy(name, isEndTag: true))
        {
            EndKept(start);
            Add(isBlock ? MarkupKind.Break : MarkupKind.Tag, start, end);
        }
    }

    public void Tag(int start, int end)
    {
        if (_kept is null)
        {
            Add(MarkupKind.Tag, start, end);
        }
    }

    public void Break(int start, int end)
    {
        if (_kept is null)
        {
            Add(MarkupKind.Break, start, end);
        }
    }

    /// <summary>Adds text; part of an end tag without a name is dropped by browsers, and copied here.</summary>
    public void Text(int start, int end)
    {
        if (_kept is not null)
        {
            if (!_keptIsBlock)
            {
                foreach (var item in References.Split(source, start, end, named, open))
                {
                    _keptText.Append(item.Text);
                }
            }
        }
        else if (source.AsSpan(start, end - start).Contains("</", StringComparison.Ordinal))
        {
            Add(MarkupKind.Tag, start, end);
        }
        else
        {
            FillTo(start);
            _items.AddRange(References.Split(source, start, end, named, open));
            _covered = end;
        }
    }

    /// <summary>Adds text that is not translated.</summary>
    public void Keep(int start, int end, string text)
    {
        if (_kept is null)
        {
            FillTo(start);
            AddUnit(start, end, text);
        }
        else
        {
            _keptText.Append(text);
        }
    }

    /// <summary>Ends the document, and returns its items.</summary>
    public IReadOnlyList<MarkupItem> Finish()
    {
        EndKept(source.Length);
        FillTo(source.Length);
        return _items;
    }

    private bool IsEndedBy(string name, bool isEndTag) =>
        _kept is not null
        && _keptIsBlock
        && ends?.Invoke(_kept, name, isEndTag) == true
        && !Array.Exists(_scopes, scope => _inside.GetValueOrDefault(scope) > 0);

    private void EndKept(int end)
    {
        if (_kept is null)
        {
            return;
        }

        if (_keptIsBlock)
        {
            Add(MarkupKind.Break, _keptStart, end);
        }
        else
        {
            FillTo(_keptStart);
            AddUnit(_keptStart, end, _keptText.ToString());
        }

        _kept = null;
    }

    private void AddUnit(int start, int end, string text)
    {
        text = MarkupBlock.Collapse(text).Trim();
        _items.Add(new(text.Length == 0 ? MarkupKind.Tag : MarkupKind.Unit, start, end - start) { Text = text });
        _covered = end;
    }

    private void Add(MarkupKind kind, int start, int end)
    {
        FillTo(start);
        if (end > start)
        {
            _items.Add(new(kind, start, end - start));
            _covered = end;
        }
    }

    /// <summary>What the tokenizer left out is copied.</summary>
    private void FillTo(int start)
    {
        if (start > _covered)
        {
            _items.Add(new(MarkupKind.Tag, _covered, start - _covered));
            _covered = start;
        }
    }
}
