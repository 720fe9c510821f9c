using TransformerService.Shadow.Sampling;

namespace TransformerService.Shadow.Lanes;

/// <summary>
/// Marks of the texts that were compared or repeated last, so that the teacher is not asked again. The least recently used marks are
/// dropped; the store still has them. Not thread-safe.
/// </summary>
/// <param name="capacity">Marks at most, about 40 bytes each.</param>
internal sealed class RecentTexts(int capacity)
{
    private HashSet<TextMark> _young = [];
    private HashSet<TextMark> _old = [];

    /// <summary>Whether a text is among them; if so, it becomes the most recent one.</summary>
    public bool Contains(TextMark mark)
    {
        if (_young.Contains(mark))
        {
            return true;
        }

        if (!_old.Remove(mark))
        {
            return false;
        }

        Add(mark);
        return true;
    }

    /// <summary>Adds a text.</summary>
    public void Add(TextMark mark)
    {
        if (_young.Count >= capacity / 2)
        {
            (_old, _young) = (_young, []);
        }

        _young.Add(mark);
    }
}
