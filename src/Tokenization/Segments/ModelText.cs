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

    /// <summary>
    /// Removes invisible characters and shortens runs of signs if asked to, and lowers what is written in upper case alone.
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
        return part.IsUpperCase ? UpperCase.Lower(visible, language, part.IsFirst, work) : visible;
    }

    /// <summary>
    /// Raises the translation of a part in upper case. Of a piece between spans, it takes out what only a whole sentence has: a capital at the
    /// start, a full stop that the piece did not end with, and spans of its neighbours.
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

            if (
                BeginsWithWord(translation, char.IsUpper)
                && BeginsWithWord(source, char.IsLower)
                && LanguageCodes.WithTwoLetters(language ?? "") != German
            )
            {
                translation = char.ToLowerInvariant(translation[0]) + translation[1..];
            }
        }

        return part.IsUpperCase ? UpperCase.Raise(translation, language, work) : translation;
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
