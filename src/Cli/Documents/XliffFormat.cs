namespace TransformerService.Cli.Documents;

/// <summary>Translation files in XLIFF 1.2 and 2.0: the text of source is translated into target.</summary>
internal static class XliffFormat
{
    private static readonly string[] _unfinished = ["new", "needs-translation", "needs-l10n", "needs-adaptation", "initial"];

    /// <summary>Reads a file of XLIFF.</summary>
    /// <exception cref="DocumentException">
    /// It is not well-formed XML with the root element xliff of a known version, or nested too deeply.
    /// </exception>
    public static IDocument Read(TextFile file, DocumentOptions options)
    {
        var root =
            XmlPart.Read(file.Text).Child("xliff") ?? throw new DocumentException("The root element of an XLIFF file must be 'xliff'.");
        var isFirst = root.Attribute("version")?.StartsWith("1.", StringComparison.Ordinal) == true;
        if (!isFirst && root.Attribute("version")?.StartsWith("2.", StringComparison.Ordinal) != true)
        {
            throw new DocumentException("The 'version' of 'xliff' must be 1.2 or 2.0.");
        }

        List<Segment> segments = [];
        foreach (var unit in root.All(isFirst ? "trans-unit" : "segment"))
        {
            if (unit.Child("source") is { } source && IsTranslated(unit) && (options.Retranslate || IsUnfinished(unit)))
            {
                Add(segments, file, unit, unit.Child("seg-source") ?? source, isFirst);
            }
        }

        return new SplicedDocument(file, segments, [.. WithLanguage(root, options.TargetLanguage, isFirst)]);
    }

    private static IEnumerable<TextEdit> WithLanguage(XmlPart root, string? language, bool isFirst)
    {
        var name = isFirst ? "target-language" : "trgLang";
        return language is null
            ? []
            : (isFirst ? root.All("file") : [root])
                .Where(part => part.Attribute(name) is null)
                .Select(part => new TextEdit(part.Start, part.InnerStart, part.TagWith((name, language))));
    }

    private static bool IsTranslated(XmlPart unit)
    {
        // What a person has approved stays.
        if (unit.Attribute("approved") == "yes" || StateOf(unit) is "final" or "signed-off")
        {
            return false;
        }

        for (var part = unit; part is not null; part = part.Parent)
        {
            if (part.Attribute("translate") is { } translate)
            {
                return translate != "no";
            }
        }

        return true;
    }

    private static bool IsUnfinished(XmlPart unit) =>
        string.IsNullOrWhiteSpace(unit.Child("target")?.Value) || (StateOf(unit) is { } state && _unfinished.Contains(state));

    private static string? StateOf(XmlPart unit) => unit.Attribute("state") ?? unit.Child("target")?.Attribute("state");

    private static void Add(List<Segment> segments, TextFile file, XmlPart unit, XmlPart source, bool isFirst)
    {
        var text = new InlineText(XliffInline.Parts(file.Text, source));
        if (!text.HasLetter)
        {
            return;
        }

        segments.Add(
            new(
                new(text.Text, text.Format, file.LineOf(source.Start)),
                translation => text.Read(translation) is { } parts ? Edits(file, unit, source, XliffInline.Write(parts), isFirst) : null
            )
        );
    }

    private static List<TextEdit> Edits(TextFile file, XmlPart unit, XmlPart source, string content, bool isFirst)
    {
        List<TextEdit> edits = [];
        if (unit.Child("target") is not { } target)
        {
            var name = $"{source.Prefix}target";
            var state = isFirst ? " state=\"translated\" state-qualifier=\"leveraged-mt\"" : "";
            edits.Add(new(source.End, source.End, $"{Indent(file, source)}<{name}{state}>{content}</{name}>"));
        }
        else if (XliffInline.Write(XliffInline.Parts(file.Text, target)) == content)
        {
            return [];
        }
        else
        {
            var tag = isFirst ? target.TagWith(("state", "translated"), ("state-qualifier", "leveraged-mt")) : target.TagWith();
            edits.Add(new(target.Start, target.End, $"{tag}{content}</{target.Prefix}target>"));
        }

        if (!isFirst)
        {
            edits.Add(new(unit.Start, unit.InnerStart, unit.TagWith(("state", "translated"))));
        }

        return edits;
    }

    /// <summary>A new line as the one of the source, if that stands on its own.</summary>
    private static string Indent(TextFile file, XmlPart source)
    {
        var before = file.Text.AsSpan(0, source.Start);
        var line = before.LastIndexOfAny('\r', '\n') + 1;
        return line > 0 && before[line..].IsWhiteSpace() ? file.NewLine + before[line..].ToString() : "";
    }
}
