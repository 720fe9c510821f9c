using System.Text;
using System.Text.RegularExpressions;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Shadow.Slices;

/// <summary>The kinds of text that a sample belongs to: a closed set, except for languages and labels, which are the model's.</summary>
public static partial class TextSlices
{
    /// <summary>The largest token count of each length range, except the last range.</summary>
    private static readonly int[] LengthEnds = [16, 32, 64, 128, 256];

    /// <summary>
    /// <c>length:1-16</c> and so on, by tokens; <c>unknownPieces</c>, <c>upperCase</c>, <c>digits</c>, <c>markup</c> and
    /// <c>spans</c> (URLs, placeholders and what else is not language) where they hold;
    /// <c>languages:en-fr</c> or <c>label:joy</c>.
    /// </summary>
    public static IReadOnlyList<string> Of(SliceInput sample)
    {
        List<string> slices = [Length(sample.InputTokens)];
        Add(sample.UnknownPieces > 0, "unknownPieces");
        Add(IsUpperCase(sample.Text), "upperCase");
        Add(Any(HasDigits), "digits");
        Add(Any(text => Markup().IsMatch(text)), "markup");
        Add(Any(HasSpans), "spans");
        Add(sample.Languages is not null, $"languages:{sample.Languages}");
        Add(sample.TeacherLabel is not null, $"label:{sample.TeacherLabel}");
        return slices;

        void Add(bool holds, string slice)
        {
            if (holds)
            {
                slices.Add(slice);
            }
        }

        bool Any(Func<string, bool> rule) => rule(sample.Text) || (sample.Pair is { } pair && rule(pair));
    }

    private static string Length(int tokens)
    {
        var start = 1;
        foreach (var end in LengthEnds)
        {
            if (tokens <= end)
            {
                return $"length:{start}-{end}";
            }

            start = end + 1;
        }

        return $"length:{start}+";
    }

    /// <summary>
    /// At least four letters that have a case, most of them capitals: a heading or a shout, not an abbreviation in a sentence.
    /// </summary>
    private static bool IsUpperCase(string text)
    {
        int upper = 0,
            lower = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            upper += Rune.IsUpper(rune) ? 1 : 0;
            lower += Rune.IsLower(rune) ? 1 : 0;
        }

        return upper + lower >= 4 && upper > lower;
    }

    private static bool HasSpans(string text) => SpanFinder.Find(text, new TextWork(CancellationToken.None)).Count > 0;

    private static bool HasDigits(string text) => text.Any(char.IsDigit);

    /// <summary>
    /// Tags, character references, Markdown links and code, and places to fill in; read in one pass, whatever the text is.
    /// </summary>
    [GeneratedRegex(
        @"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]{2,}|#[0-9]+|#x[0-9a-fA-F]+);|\]\(|```|\{\{|\{[0-9A-Za-z_]+\}|%[sd]",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Markup();
}

/// <summary>What a sample is sliced by.</summary>
/// <param name="Text">The text that was asked about.</param>
/// <param name="InputTokens">Tokens that the student read.</param>
/// <param name="UnknownPieces">How many of them are unknown to its vocabulary.</param>
public sealed record SliceInput(string Text, int InputTokens, int UnknownPieces)
{
    /// <summary>The second text of a pair.</summary>
    public string? Pair { get; init; }

    /// <summary>The languages of a translation, e.g. <c>en-fr</c>.</summary>
    public string? Languages { get; init; }

    /// <summary>The teacher's best label.</summary>
    public string? TeacherLabel { get; init; }
}
