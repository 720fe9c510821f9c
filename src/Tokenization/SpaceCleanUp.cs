namespace TransformerService.Tokenization;

/// <summary>The reference's <c>clean_up_tokenization</c>: removes the spaces before punctuation and English contractions.</summary>
internal static class SpaceCleanUp
{
    private static readonly (string From, string To)[] Replacements =
    [
        (" .", "."),
        (" ?", "?"),
        (" !", "!"),
        (" ,", ","),
        (" ' ", "'"),
        (" n't", "n't"),
        (" 'm", "'m"),
        (" 's", "'s"),
        (" 've", "'ve"),
        (" 're", "'re"),
    ];

    public static string Apply(string text)
    {
        foreach (var (from, to) in Replacements)
        {
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        return text;
    }
}
