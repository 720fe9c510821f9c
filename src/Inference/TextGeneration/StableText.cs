namespace TransformerService.Inference.TextGeneration;

/// <summary>How much of a text stays as it is whatever tokens follow.</summary>
internal static class StableText
{
    /// <summary>The bytes of a character that is not complete yet are written as this.</summary>
    private const char Incomplete = '\uFFFD';

    /// <summary>The clean-up of spaces removes those before a punctuation mark or a contraction of at most so many characters.</summary>
    private const int LongestContraction = 3;

    /// <summary>Returns the number of its first UTF-16 units that are final; they are whole characters.</summary>
    public static int LengthOf(string text)
    {
        var stable = text.AsSpan().TrimEnd(Incomplete);
        var space = stable.LastIndexOf(' ');
        return (space >= 0 && stable.Length - space - 1 <= LongestContraction ? stable[..space] : stable).TrimEnd(' ').Length;
    }
}
