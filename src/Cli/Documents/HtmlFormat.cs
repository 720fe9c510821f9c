using System.Text.RegularExpressions;
using TransformerService.Client;

namespace TransformerService.Cli.Documents;

/// <summary>
/// Pages of HTML: divided between blocks, and each part translated by the server as HTML, with the attributes that readers see.
/// </summary>
internal static partial class HtmlFormat
{
    /// <summary>Reads a page or a fragment; broken HTML is read as browsers do.</summary>
    /// <exception cref="DocumentException">It declares another encoding than UTF-8.</exception>
    public static IDocument Read(TextFile file)
    {
        var head = file.Text[..Math.Min(file.Text.Length, 4_096)];
        if (
            Charset().Match(head) is { Success: true } charset
            && !charset.Groups[1].Value.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new DocumentException("The page declares another encoding than UTF-8. Save it as UTF-8, and declare that.");
        }

        return new SplicedDocument(file, [.. HtmlPieces.Of(file.Text).Select(piece => NewSegment(file, piece.Start, piece.End))]);
    }

    private static Segment NewSegment(TextFile file, int start, int end)
    {
        var text = file.Text[start..end];
        return new(
            new(text, TextFormat.Html, file.LineOf(start)),
            translation =>
                TranslationChecks.KeepsTags(text, translation)
                && TranslationChecks.KeepsPlaceholders(AnyTag().Replace(text, " "), AnyTag().Replace(translation, " "))
                    ? [new(start, end, translation)]
                    : null
        );
    }

    [GeneratedRegex("<meta[^>]{1,200}charset\\s*=\\s*[\"']?([A-Za-z0-9_-]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex AnyTag();
}
