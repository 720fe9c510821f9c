namespace TransformerService.Evaluation.Comparison;

/// <summary>Finds a phrase that is repeated over and over, the typical end of a decoder that has gone into a loop.</summary>
internal static class RepeatedPhrase
{
    private const int LongestPhrase = 16,
        LeastRepeats = 3,
        LeastTokens = 6;

    /// <summary>
    /// Whether a phrase of up to 16 tokens, with a word in it, occurs three times or more in a row, over six tokens or more.
    /// </summary>
    public static bool IsIn(ReadOnlySpan<string> tokens)
    {
        for (var length = 1; length <= LongestPhrase && length * LeastRepeats <= tokens.Length; length++)
        {
            var least = Math.Max(length * LeastRepeats, LeastTokens);
            var same = 0;
            for (var i = length; i < tokens.Length; i++)
            {
                same = tokens[i] == tokens[i - length] ? same + 1 : 0;
                if (same + length >= least && HasWord(tokens.Slice(i - length + 1, length)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasWord(ReadOnlySpan<string> phrase)
    {
        foreach (var token in phrase)
        {
            if (TextTokens.IsWord(token))
            {
                return true;
            }
        }

        return false;
    }
}
