namespace TransformerService.Inference.Markup;

/// <summary>The items of a document of tags, in order. What no item covers is copied, as a tag is.</summary>
internal sealed class ItemList
{
    private readonly List<MarkupItem> _items = [];
    private int _covered;

    /// <summary>Adds a tag or a break.</summary>
    public void Add(MarkupKind kind, int start, int end, MarkupRole role = MarkupRole.None, string name = "")
    {
        FillTo(start);
        if (end > start)
        {
            _items.Add(new(kind, start, end - start) { Role = role, Name = name });
            _covered = end;
        }
    }

    /// <summary>Adds an element that is not translated; one without text is a tag.</summary>
    public void AddUnit(int start, int end, string text)
    {
        FillTo(start);
        text = MarkupBlock.Collapse(text).Trim();
        _items.Add(new(text.Length == 0 ? MarkupKind.Tag : MarkupKind.Unit, start, end - start) { Text = text });
        _covered = end;
    }

    /// <summary>Adds the items of a text.</summary>
    public void AddAll(int start, int end, IEnumerable<MarkupItem> items)
    {
        FillTo(start);
        _items.AddRange(items);
        _covered = end;
    }

    /// <summary>Ends the document, and returns its items.</summary>
    public IReadOnlyList<MarkupItem> Finish(int length)
    {
        FillTo(length);
        return _items;
    }

    private void FillTo(int start)
    {
        if (start > _covered)
        {
            _items.Add(new(MarkupKind.Tag, _covered, start - _covered));
            _covered = start;
        }
    }
}
