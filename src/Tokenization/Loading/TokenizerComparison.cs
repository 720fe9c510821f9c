using TransformerService.Models.Errors;

namespace TransformerService.Tokenization.Loading;

/// <summary>Compares two tokenizers of one folder on short texts of many kinds.</summary>
internal static class TokenizerComparison
{
    private const int MostAddedTokens = 500;
    private const int Short = 12;

    private static readonly (string Kind, string Text)[] Probes =
    [
        ("plain words", "the quick brown fox jumps over a lazy dog and thinks about it"),
        ("upper case", "The Quick BROWN Fox Sings ABOUT It"),
        ("digits", "in 2024 it cost 3,141.59 and 10 more"),
        ("accents", "un caf\u00E9 na\u00EFve, \u00C5ngstr\u00F6m \u00FCber \u00E9t\u00E9"),
        ("the Turkish dotted I", "\u0130stanbul \u0131l\u0131k I\u011Fd\u0131r"),
        ("Chinese, Japanese and Korean characters", "\u4E2D\u6587\u6771\u4EAC \u304B\u306A \uD55C\uAD6D\uC5B4"),
        ("other scripts", "\u043F\u0440\u0438\u0432\u0435\u0442 \u0395\u03BB\u03BB\u03AC\u03C2 \u0645\u0631\u062D\u0628\u0627"),
        ("punctuation", "hello, world! it's (not) \"so\" -- a/b_c #1 \u201Cyes\u201D\u2026"),
        ("white space", "  a  b\tc\nd\u00A0e "),
        ("control characters", "a\u0007b\u0001 c\u007F d"),
        ("symbols and emoji", "\u20AC5 \u2122 \u00BD \uFF21\uFB01 \U0001F600 \u2603"),
    ];

    /// <summary>The kinds of text for which they return different ids, types or lengths.</summary>
    /// <exception cref="InferenceException">One of them fails on a text.</exception>
    public static IReadOnlyList<string> Differences(TextTokenizer one, TextTokenizer other)
    {
        List<string> kinds = [.. Probes.Where(probe => !Same(probe.Text)).Select(probe => probe.Kind)];
        var added = one
            .Tokens.Concat(other.Tokens)
            .Where(token => token.IsAdded)
            .Select(token => token.Text)
            .Distinct(StringComparer.Ordinal)
            .Take(MostAddedTokens)
            .Where(token => !Same($"see {token} now"))
            .ToArray();
        if (added.Length > 0)
        {
            kinds.Add($"added tokens such as '{added[0]}'");
        }

        var (first, second) = (Probes[0].Text, Probes[2].Text);
        if (!AreSame(one.EncodePair(first, second, int.MaxValue), other.EncodePair(first, second, int.MaxValue)))
        {
            kinds.Add("pairs");
        }
        else if (!AreSame(one.Encode(first, Short), other.Encode(first, Short)))
        {
            kinds.Add("texts that are too long");
        }

        return kinds;

        bool Same(string text) => AreSame(one.Encode(text, int.MaxValue), other.Encode(text, int.MaxValue));
    }

    private static bool AreSame(TokenizedText one, TokenizedText other) =>
        one.Ids.AsSpan().SequenceEqual(other.Ids) && one.TypeIds.AsSpan().SequenceEqual(other.TypeIds);
}
