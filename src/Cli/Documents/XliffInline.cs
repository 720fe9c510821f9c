using System.Net;

namespace TransformerService.Cli.Documents;

/// <summary>The content of source and target in XLIFF: text with inline elements, which come back as they are written.</summary>
internal static class XliffInline
{
    private const int LongestUnit = 100;

    /// <summary>Divides the content of an element.</summary>
    public static IReadOnlyList<InlinePart> Parts(string text, XmlPart element)
    {
        List<InlinePart> parts = [];
        AddContent(parts, text, element);
        return parts;
    }

    /// <summary>Writes content.</summary>
    public static string Write(IReadOnlyList<InlinePart> parts) =>
        string.Concat(
            parts.Select(part =>
                part.Kind == InlineKind.Text ? XmlPart.Escape(part.Text).Replace("&quot;", "\"", StringComparison.Ordinal) : part.Source
            )
        );

    private static void AddContent(List<InlinePart> parts, string text, XmlPart element)
    {
        var at = element.InnerStart;
        foreach (var child in element.Children)
        {
            AddText(parts, text, at, child.Start);
            AddElement(parts, text, child);
            at = child.End;
        }

        AddText(parts, text, at, element.InnerEnd);
    }

    private static void AddText(List<InlinePart> parts, string text, int start, int end)
    {
        foreach (var token in XmlToken.Of(text, start, end))
        {
            parts.Add(
                token.Kind is XmlTokenKind.Text or XmlTokenKind.Data
                    ? InlinePart.Of(XmlPart.ValueOf(text, token.Start, token.End))
                    : new(InlineKind.Tag, "", text[token.Start..token.End])
            );
        }
    }

    private static void AddElement(List<InlinePart> parts, string text, XmlPart element)
    {
        var source = text[element.Start..element.End];
        var isKept = element.Attribute("translate") == "no" || element.Attribute("mtype") == "protected";
        if (element.Name is "g" or "pc" or "mrk" && !element.IsEmptyTag && !isKept)
        {
            // A segment is a sentence of its own.
            var kind = element.Attribute("mtype") == "seg" ? InlineKind.Break : InlineKind.Tag;
            parts.Add(new(kind, "", element.Tag));
            AddContent(parts, text, element);
            parts.Add(new(kind, "", text[element.InnerEnd..element.End]));
            return;
        }

        var seen = element.Name is "x" or "ph" ? element.Attribute("equiv-text") ?? element.Attribute("equiv") ?? element.Value : "";
        seen = isKept ? element.Value : WebUtility.HtmlDecode(seen);
        parts.Add(
            string.IsNullOrWhiteSpace(seen) || seen[0] is '<' or '\\' || seen.Length > LongestUnit
                ? new(InlineKind.Tag, "", source)
                : new(InlineKind.Unit, seen, source)
        );
    }
}
