namespace TransformerService.Inference.Markup;

/// <summary>Where the characters of a block's text stand in its document.</summary>
internal sealed class TextPlaces
{
    private readonly List<Place> _items = [];

    // How far the last search came; a search further on in the same item goes on from there.
    private int _index = -1,
        _at,
        _source,
        _references;

    /// <summary>Adds an item of text.</summary>
    /// <param name="start">Where it begins in the block's text.</param>
    /// <param name="lead">How many of its characters stand before that, and were left out.</param>
    /// <param name="text">Its text, with one space for each run of white space.</param>
    /// <param name="item">The item.</param>
    public void Add(int start, int lead, string text, MarkupItem item) => _items.Add(new(start, lead, text, item));

    /// <summary>Where the document has a part of the text; null if tags or elements stand in it, or its writing is not understood.</summary>
    /// <param name="source">The document.</param>
    /// <param name="start">Where the part begins in the block's text.</param>
    /// <param name="end">The first offset after it.</param>
    public (int Start, int End)? Of(string source, int start, int end)
    {
        var (first, last) = (IndexAt(start), IndexAt(end - 1));
        if (first < 0)
        {
            return null;
        }

        for (var index = first; index < last; index++)
        {
            if (_items[index].Item.End != _items[index + 1].Item.Start)
            {
                return null;
            }
        }

        return OffsetIn(source, first, start) is { } from && OffsetIn(source, last, end) is { } to ? (from, to) : null;
    }

    /// <summary>The last item that begins at or before an offset; −1 if there is none.</summary>
    private int IndexAt(int at)
    {
        int low = 0,
            high = _items.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _items[middle].Start <= at ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    private int? OffsetIn(string source, int index, int at)
    {
        var place = _items[index];
        var wanted = at - place.Start + place.Lead;
        if (index != _index || wanted < _at)
        {
            // A cell's text begins behind the white space that its item has.
            var written = source.AsSpan(place.Item.Start, place.Item.Length);
            var spaces = place.Text[0] != ' ' && MarkupBlock.IsSpace(written[0]) ? SpaceLength(written) : 0;
            (_index, _at, _source, _references) = (index, 0, place.Item.Start + spaces, 0);
        }

        while (_at < wanted)
        {
            if (_at >= place.Text.Length || _source >= place.Item.End || !Step(source, place))
            {
                _index = -1;
                return null;
            }
        }

        return _source;
    }

    /// <summary>Passes a character of the text and how the document writes it: as itself, as a reference, or escaped.</summary>
    private bool Step(string source, Place place)
    {
        var c = place.Text[_at];
        var written = source.AsSpan(_source, place.Item.End - _source);
        if (written[0] == '&' && _references < place.Item.References.Count)
        {
            // In HTML some references stand without their semicolon.
            var (meaning, reference) = place.Item.References[_references];
            var length = written.StartsWith(reference) ? reference.Length : reference.Length - 1;
            if (place.Text.AsSpan(_at).StartsWith(meaning) && written.StartsWith(reference.AsSpan(0, length)))
            {
                (_at, _source, _references) = (_at + meaning.Length, _source + length, _references + 1);
                return true;
            }
        }

        var read =
            MarkupBlock.IsSpace(written[0]) && c == ' ' ? SpaceLength(written)
            : written.Length > 1 && written[0] == '\\' && written[1] == c ? 2
            : written[0] == c ? 1
            : 0;
        (_at, _source) = (_at + 1, _source + read);
        return read > 0;
    }

    private static int SpaceLength(ReadOnlySpan<char> written)
    {
        var length = 1;
        while (length < written.Length && MarkupBlock.IsSpace(written[length]))
        {
            length++;
        }

        return length;
    }

    private readonly record struct Place(int Start, int Lead, string Text, MarkupItem Item);
}
