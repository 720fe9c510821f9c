namespace TransformerService.Inference.Markup;

/// <summary>Whether elements of a document have an end tag.</summary>
/// <param name="source">The document.</param>
/// <param name="isWellFormed">Whether each has one, as in XML.</param>
internal sealed class EndTags(string source, bool isWellFormed)
{
    /// <summary>The document is searched once for each of so many names; elements of others count as without an end tag.</summary>
    private const int MostNames = 32;

    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);

    /// <summary>Whether an end tag of a name stands after an offset.</summary>
    public bool Follows(string name, int from)
    {
        if (isWellFormed)
        {
            return true;
        }

        if (!_last.TryGetValue(name, out var last))
        {
            last = _last.Count < MostNames ? source.LastIndexOf("</" + name, StringComparison.OrdinalIgnoreCase) : -1;
            _last.Add(name, last);
        }

        return last >= from;
    }
}
