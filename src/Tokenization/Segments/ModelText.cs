using System.Buffers;
using System.Text;
using TransformerService.Tokenization.Segments.Spans;
using TransformerService.Tokenization.Sentences;
using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Segments;

/// <summary>What a model reads of a part of a text, and what its translation becomes.</summary>
public static class ModelText
{
    /// <summary>German writes nouns with a capital, so a capital there says nothing.</summary>
    private const string German = "de";

    private static readonly SearchValues<char> _beforeWords = SearchValues.Create(" \u00A0\u202F.'’-");

    /// <summary>
    /// Removes invisible characters and shortens runs of signs if asked to, writes what a model misreads in another way
    /// (<see cref="NumberSigns"/>, <see cref="QuotedSpeech"/>), and lowers what is written in upper case alone.
    /// </summary>
    /// <param name="text">The part's text.</param>
    /// <param name="part">The part.</param>
    /// <param name="language">Its language's code.</param>
    /// <param name="removeInvisible">Whether invisible characters are removed.</param>
    /// <param name="shortenRuns">Whether a long run of one sign at its end is shortened (<see cref="RepeatedSigns"/>).</param>
    /// <param name="work">Counts the work.</param>
    public static string Read(
        ReadOnlySpan<char> text,
        TextPart part,
        string? language,
        bool removeInvisible,
        bool shortenRuns,
        TextWork work
    )
    {
        text = shortenRuns ? text[..^RepeatedSigns.ExtraAtEnd(text, work)] : text;
        var visible = removeInvisible ? InvisibleCharacters.Remove(text, work) : text.ToString();
        var meant = NumberSigns.Spell(QuotedSpeech.Join(visible, language, work), language, work);
        return part.IsUpperCase ? UpperCase.Lower(meant, language, part.IsFirst, work) : meant;
    }

    /// <summary>
    /// Raises the translation of a part in upper case, and takes out a full stop that the part did not end with. Of a piece between spans, it
    /// also takes out what only a whole sentence has, a capital at the start, and spans of its neighbours.
    /// </summary>
    /// <param name="translation">The translation.</param>
    /// <param name="source">The part's text.</param>
    /// <param name="part">The part.</param>
    /// <param name="spans">The spans of the whole text.</param>
    /// <param name="language">The target language's code.</param>
    /// <param name="work">Counts the work.</param>
    public static string Write(
        string translation,
        ReadOnlySpan<char> source,
        TextPart part,
        IReadOnlySet<string> spans,
        string? language,
        TextWork work
    )
    {
        if (part.IsPiece)
        {
            translation = WithoutSpans(translation, spans, work);
            if (translation.EndsWith('.') && !source.TrimEnd().EndsWith("."))
            {
                translation = translation.TrimEnd('.').TrimEnd();
            }
        }
        else if (EndsOpen(source) && AddsStop(translation, language))
        {
            translation = translation[..^1].TrimEnd();
        }

        if (
            (part.IsPiece || part.GoesOn)
            && BeginsWithWord(translation, char.IsUpper)
            && BeginsWithWord(source, char.IsLower)
            && LanguageCodes.WithTwoLetters(language ?? "") != German
        )
        {
            translation = char.ToLowerInvariant(translation[0]) + translation[1..];
        }

        return part.IsUpperCase ? UpperCase.Raise(translation, language, work) : translation;
    }

    /// <summary>Whether a text ends with a letter or digit, as a label does. Thai and Lao write no full stops.</summary>
    private static bool EndsOpen(ReadOnlySpan<char> source)
    {
        source = source.TrimEnd();
        return !source.IsEmpty && char.IsLetterOrDigit(source[^1]) && source[^1] is < '\u0E00' or > '\u0EFF';
    }

    /// <summary>Whether a translation ends with a full stop that belongs neither to an abbreviation nor to an ellipsis.</summary>
    private static bool AddsStop(ReadOnlySpan<char> translation, string? language)
    {
        if (translation.Length < 2 || translation[^1] is not ('.' or '。' or '।'))
        {
            return false;
        }

        var before = translation[..^1];
        var word = before[(before.LastIndexOfAny(_beforeWords) + 1)..];
        return translation[^1] != '.'
            || (
                before[^1] != '.'
                && (word.Length > 1 || char.IsAsciiDigit(before[^1]))
                && LanguageRules.For(language).KindOf(word) == AbbreviationKind.None
            );
    }

    /// <summary>Whether a text's first letter has a case, and the next, if any, is a small letter or an apostrophe.</summary>
    private static bool BeginsWithWord(ReadOnlySpan<char> text, Func<char, bool> hasCase) =>
        !text.IsEmpty
        && hasCase(text[0])
        && (text.Length == 1 || char.IsLower(text[1]) || char.IsWhiteSpace(text[1]) || Punctuation.IsApostrophe(text[1]));

    private static string WithoutSpans(string translation, IReadOnlySet<string> spans, TextWork work)
    {
        var kept = new StringBuilder(translation.Length);
        var done = 0;
        foreach (var span in SpanFinder.Find(translation, work))
        {
            if (spans.Contains(translation.Substring(span.Start, span.Length)))
            {
                kept.Append(translation.AsSpan(done, span.Start - done).TrimEnd());
                done = span.End;
            }
        }

        return done == 0 ? translation : kept.Append(translation, done, translation.Length - done).ToString();
    }
}
