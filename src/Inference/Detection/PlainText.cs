using System.Net;
using System.Text;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Detection;

/// <summary>What of a text or a document is language, near enough to detect which.</summary>
internal static class PlainText
{
    /// <summary>More characters than these do not make the answer better.</summary>
    private const int MostCharacters = 8_192,
        LongestRead = 131_072;

    private static readonly string[] Skipped = ["script", "style"];

    /// <summary>
    /// Returns a text without what is not language: addresses, placeholders, code, and tags with what they hide. Its letters have their usual
    /// form (<see cref="UsualForms"/>).
    /// </summary>
    public static string Of(string text, TextWork work)
    {
        text = text.Length > LongestRead ? text[..LongestRead] : text;
        var spans = SpanFinder.Find(text, work);
        if (spans.Any(span => text[span.Start] == '<'))
        {
            text = WebUtility.HtmlDecode(OfMarkup(text));
            spans = SpanFinder.Find(text, work);
        }

        var plain = new StringBuilder(text.Length);
        var done = 0;
        foreach (var span in spans)
        {
            plain.Append(text, done, span.Start - done).Append(' ');
            done = span.End;
        }

        plain.Append(text, done, text.Length - done);
        return UsualForms.Write(plain.ToString(), work);
    }

    /// <summary>Returns HTML or XML without tags, comments, scripts and styles; the document itself if it is nothing else.</summary>
    public static string OfMarkup(string document)
    {
        var text = new StringBuilder();
        for (var place = 0; place < document.Length && text.Length < MostCharacters; )
        {
            var tag = document.IndexOf('<', place);
            tag = tag < 0 ? document.Length : tag;
            text.Append(document.AsSpan(place, Math.Min(tag - place, MostCharacters))).Append(' ');
            place = EndOf(document, tag);
        }

        return string.IsNullOrWhiteSpace(text.ToString()) ? document : text.ToString();
    }

    private static int EndOf(string document, int tag)
    {
        foreach (var name in Skipped)
        {
            if (document.AsSpan(Math.Min(document.Length, tag + 1)).StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                var closing = document.IndexOf("</" + name, tag, StringComparison.OrdinalIgnoreCase);
                tag = closing < 0 ? document.Length : closing;
            }
        }

        var end = tag >= document.Length ? -1 : document.IndexOf('>', tag);
        return end < 0 ? document.Length : end + 1;
    }
}
