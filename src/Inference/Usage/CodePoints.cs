namespace TransformerService.Inference.Usage;

/// <summary>Counts the Unicode code points of texts. A surrogate without its partner counts as one.</summary>
internal static class CodePoints
{
    private const char FirstHigh = '\uD800',
        LastHigh = '\uDBFF';

    public static long Count(IReadOnlyList<string> texts)
    {
        long count = 0;
        for (var text = 0; text < texts.Count; text++)
        {
            count += Count(texts[text]);
        }

        return count;
    }

    public static long Count(ReadOnlySpan<char> text)
    {
        long count = text.Length;
        while (text.IndexOfAnyInRange(FirstHigh, LastHigh) is >= 0 and var high)
        {
            text = text[(high + 1)..];
            if (!text.IsEmpty && char.IsLowSurrogate(text[0]))
            {
                count--;
            }
        }

        return count;
    }
}
