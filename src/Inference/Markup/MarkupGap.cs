namespace TransformerService.Inference.Markup;

/// <summary>The text of a block between two tags.</summary>
/// <param name="start">Where it begins in the block's text.</param>
/// <param name="tags">The tags before it, with white space between them.</param>
internal sealed class MarkupGap(int start, IReadOnlyList<MarkupItem> tags)
{
    public int Start => start;

    /// <summary>The first offset after it in the block's text.</summary>
    public int End { get; set; }

    public IReadOnlyList<MarkupItem> Tags => tags;

    /// <summary>The indices of its elements that are not translated.</summary>
    public List<int> Units { get; } = [];

    public bool HasSpaceBefore { get; init; }

    /// <summary>Whether it touches a word or element before it that is not translated; the space between them is not written.</summary>
    public bool IsJoined { get; init; }

    public bool HasSpaceAfter { get; set; }
}

/// <summary>An element that is not translated, in a block.</summary>
/// <param name="Gap">The gap that it is in.</param>
/// <param name="PlainStart">Where its text begins in the block's text.</param>
/// <param name="Text">Its text.</param>
/// <param name="Start">Where it begins in the document.</param>
/// <param name="Length">How long it is in the document.</param>
internal sealed record MarkupUnit(int Gap, int PlainStart, string Text, int Start, int Length);
