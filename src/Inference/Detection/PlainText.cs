using System.Text;

namespace TransformerService.Inference.Detection;

/// <summary>The text of a document, near enough to detect its language.</summary>
internal static class PlainText
{
    /// <summary>More characters than these do not make the answer better.</summary>
    private const int MostCharacters = 8_192;

    private static readonly string[] Skipped = ["script", "style"];

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
