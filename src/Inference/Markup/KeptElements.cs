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

    private readonly EndTags _endTags = new(source, isWellFormed: ends is null);

    private readonly ItemList _items = new();
    private readonly StringBuilder _keptText = new();

    /// <summary>How many elements of each name are open inside the kept one.</summary>
    private Dictionary<string, int> _inside = new(StringComparer.Ordinal);

    /// <summary>The elements inside of kept ones that are translated after all, the innermost last.</summary>
    private readonly Stack<TranslatedElement> _translated = new();
    private string? _kept;
    private bool _keptIsBlock,
        _hasEndTag,
        _isRest;
    private int _depth,
        _keptStart;

    /// <summary>Whether the text is inside an element of another language, such as SVG.</summary>
    public bool IsForeign => _kept is "svg" or "math";

    /// <summary>Adds a start tag; <paramref name="keeps"/> is false for one that is translated even inside of one that is kept.</summary>
    public void Start(string name, bool isBlock, bool? keeps, bool isVoid, int start, int end)
    {
        if (_kept is not null && keeps == false && !isVoid && !IsForeign)
        {
            Suspend(name, isBlock, start, end);
            return;
        }

        if (_kept is null && IsTranslatedEndedBy(name))
        {
            Resume(start);
        }

        if (_kept is not null && !(isBlock && !_keptIsBlock && !_hasEndTag && name != LineBreak) && !IsEndedBy(name, isEndTag: false))
        {
            _depth += name == _kept && !isVoid ? 1 : 0;
            _inside[name] = _inside.GetValueOrDefault(name) + (isVoid ? 0 : 1);
            _keptText.Append(name == LineBreak && !_keptIsBlock ? " " : "");
            return;
        }

        EndKept(start);
        if (keeps != true && values is not null)
        {
            AttributeValues.Add(source, start, end, (from, to) => References.Split(source, from, to, named, open, isValue: true), values);
        }

        if (keeps == true && !isVoid)
        {
            (_kept, _keptIsBlock, _keptStart, _depth, _inside) = (name, isBlock, start, 1, new(StringComparer.Ordinal));
            _keptText.Clear();
            _hasEndTag = _endTags.Follows(name, end);
        }
        else
        {
            if (_translated.TryPeek(out var element) && !isVoid)
            {
                element.Add(name);
            }

            _items.Add(isBlock ? MarkupKind.Break : MarkupKind.Tag, start, end, isVoid ? MarkupRole.None : MarkupRole.Opens, name);
        }
    }

    public void End(string name, bool isBlock, int start, int end)
    {
        if (_kept is null && _translated.TryPeek(out var element) && !element.Closes(name))
        {
            var isOwn = element.Name == name;
            if (isOwn)
            {
                _items.Add(isBlock ? MarkupKind.Break : MarkupKind.Tag, start, end, MarkupRole.Closes, name);
                Resume(end);
                return;
            }

            if (element.Kept == name || element.Inside.GetValueOrDefault(name) > 0)
            {
                Resume(start);
            }
        }

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
        else if (_kept is null || (isBlock && !_keptIsBlock && !_hasEndTag) || IsEndedBy(name, isEndTag: true))
        {
            var wasKept = _kept is not null;
            EndKept(start);
            if (wasKept && _translated.Count > 0)
            {
                End(name, isBlock, start, end);
                return;
            }

            _items.Add(isBlock ? MarkupKind.Break : MarkupKind.Tag, start, end, MarkupRole.Closes, name);
        }
    }

    public void Tag(int start, int end)
    {
        if (_kept is null)
        {
            _items.Add(MarkupKind.Tag, start, end);
        }
    }

    public void Break(int start, int end)
    {
        if (_kept is null)
        {
            _items.Add(MarkupKind.Break, start, end);
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
        else
        {
            var text = source.AsSpan(start, end - start).IndexOf("</") is >= 0 and var length ? start + length : end;
            if (text > start)
            {
                _items.AddAll(start, text, References.Split(source, start, text, named, open));
            }

            _items.Add(MarkupKind.Tag, text, end);
        }
    }

    /// <summary>Adds text that is not translated.</summary>
    public void Keep(int start, int end, string text)
    {
        if (_kept is null)
        {
            _items.AddUnit(start, end, text);
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
        return _items.Finish(source.Length);
    }

    private bool IsEndedBy(string name, bool isEndTag) =>
        _kept is not null
        && _keptIsBlock
        && ends?.Invoke(_kept, name, isEndTag) == true
        && !Array.Exists(_scopes, scope => _inside.GetValueOrDefault(scope) > 0);

    private bool IsTranslatedEndedBy(string name) =>
        _translated.TryPeek(out var element) && element.IsAlone && ends?.Invoke(element.Name, name, false) == true;

    /// <summary>Begins an element inside the kept one that is translated; the kept one goes on after it.</summary>
    private void Suspend(string name, bool isBlock, int start, int end)
    {
        _items.Add(MarkupKind.Break, _keptStart, start);
        _translated.Push(new(name, _kept ?? "", _keptIsBlock, _depth, _inside));
        (_kept, _isRest) = (null, false);
        _items.Add(isBlock ? MarkupKind.Break : MarkupKind.Tag, start, end, MarkupRole.Opens, name);
    }

    private void Resume(int start)
    {
        var element = _translated.Pop();
        (_kept, _keptIsBlock, _depth, _inside) = (element.Kept, element.IsKeptBlock, element.Depth, element.Inside);
        (_keptStart, _isRest, _hasEndTag) = (start, true, _endTags.Follows(_kept, start));
        _keptText.Clear();
    }

    private void EndKept(int end)
    {
        if (_kept is null)
        {
            return;
        }

        if (_keptIsBlock || _isRest)
        {
            _items.Add(MarkupKind.Break, _keptStart, end);
            _isRest = false;
        }
        else
        {
            _items.AddUnit(_keptStart, end, _keptText.ToString());
        }

        _kept = null;
    }
}
