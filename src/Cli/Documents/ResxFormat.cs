using TransformerService.Client;

namespace TransformerService.Cli.Documents;

/// <summary>Resources of .NET (resx): the values of strings are translated.</summary>
internal static class ResxFormat
{
    /// <summary>Reads resources.</summary>
    /// <exception cref="DocumentException">They are not well-formed XML with a root element, or nested too deeply.</exception>
    public static IDocument Read(TextFile file)
    {
        var root = XmlPart.Read(file.Text).Child("root") ?? throw new DocumentException("The root element of a resx file must be 'root'.");
        List<Segment> segments = [];
        foreach (var entry in root.Children)
        {
            if (entry.Name == "data" && IsTranslated(entry) && entry.Child("value") is { Children.Count: 0 } value)
            {
                var text = value.Value;
                if (TranslationChecks.HasLetter(text))
                {
                    segments.Add(NewSegment(file, value, text));
                }
            }
        }

        return new SplicedDocument(file, segments);
    }

    private static Segment NewSegment(TextFile file, XmlPart value, string text) =>
        new(
            new(text, TextFormat.Text, file.LineOf(value.Start)),
            translation =>
                !TranslationChecks.KeepsPlaceholders(text, translation) ? null
                : translation == text ? []
                : [new(value.InnerStart, value.InnerEnd, Written(translation, file))]
        );

    private static string Written(string text, TextFile file) =>
        XmlPart.Escape(text).Replace("&quot;", "\"", StringComparison.Ordinal).Replace("\n", file.NewLine, StringComparison.Ordinal);

    /// <summary>
    /// Not other types than strings, not files, not what the forms designer keeps of controls (names with &gt;&gt;), and not entries that
    /// their comment locks.
    /// </summary>
    private static bool IsTranslated(XmlPart entry) =>
        entry.Attribute("type") is null or "System.String"
        && entry.Attribute("mimetype") is null
        && entry.Attribute("name")?.StartsWith(">>", StringComparison.Ordinal) != true
        && entry.Child("comment")?.Value.Contains("{Locked}", StringComparison.OrdinalIgnoreCase) != true;
}
