namespace TransformerService.Tokenization.Sentences;

/// <summary>A part of a text: a sentence to translate, or the white space between sentences, to be copied unchanged.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">How long it is, in UTF-16 code units; never 0.</param>
/// <param name="IsSentence">Whether it is a sentence; otherwise it is white space and line breaks only.</param>
public readonly record struct TextSegment(int Start, int Length, bool IsSentence)
{
    /// <summary>The first offset after it.</summary>
    public int End => Start + Length;

    /// <summary>The segment's part of <paramref name="text"/>, the text that was split.</summary>
    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, Length);
}
