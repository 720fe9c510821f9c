namespace TransformerService.Inference.Markup;

/// <summary>An element inside one that is kept that is translated after all, as <c>translate="yes"</c> says.</summary>
/// <param name="name">Its name.</param>
/// <param name="kept">The name of the kept element.</param>
/// <param name="isKeptBlock">Whether the kept element is a block.</param>
/// <param name="depth">How many elements of its name are open in the kept element, itself included.</param>
/// <param name="inside">How many elements of each name are open in the kept element.</param>
internal sealed class TranslatedElement(string name, string kept, bool isKeptBlock, int depth, Dictionary<string, int> inside)
{
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    public string Name => name;

    public string Kept => kept;

    public bool IsKeptBlock => isKeptBlock;

    public int Depth => depth;

    public Dictionary<string, int> Inside => inside;

    /// <summary>Whether no element is open inside of it.</summary>
    public bool IsAlone => _open.Count == 0;

    /// <summary>Records that an element begins inside of it.</summary>
    public void Add(string element) => _open[element] = _open.GetValueOrDefault(element) + 1;

    /// <summary>Records an end tag; returns whether it closes an element inside of it.</summary>
    public bool Closes(string element)
    {
        if (!_open.TryGetValue(element, out var count))
        {
            return false;
        }

        if (count == 1)
        {
            _open.Remove(element);
        }
        else
        {
            _open[element] = count - 1;
        }

        return true;
    }
}
