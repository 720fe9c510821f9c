using System.Text;

namespace TransformerService.Cli.Documents;

/// <summary>Message catalogs of gettext (po): the texts of msgid and msgid_plural are translated into msgstr.</summary>
internal static class PoFormat
{
    /// <summary>Reads a catalog.</summary>
    /// <exception cref="DocumentException">
    /// A line is not one of a catalog, or the catalog is not in the encoding that its header names.
    /// </exception>
    public static IDocument Read(TextFile file, DocumentOptions options)
    {
        List<Segment> segments = [];
        foreach (var entry in PoEntry.Of(file))
        {
            if (entry.Id.Text.Length == 0 && entry.Context is null)
            {
                CheckEncoding(entry.Strings[0].Text);
            }
            else if (options.Retranslate || entry.IsFuzzy || entry.Strings.All(text => text.Text.Length == 0))
            {
                Add(segments, file, entry);
            }
        }

        return new SplicedDocument(file, segments);
    }

    private static void Add(List<Segment> segments, TextFile file, PoEntry entry)
    {
        // Where a language has one form for every number, it is the translation of the plural.
        var singular = entry.Plural is null || entry.Strings.Count > 1 ? 1 : 0;

        // The translations are those of the present text: the mark and the former text that it belongs to go.
        var group = entry.FuzzyMarks.Count > 0 ? new SegmentGroup(entry.FuzzyMarks) : null;
        if (singular == 1 && TranslationChecks.HasLetter(entry.Id.Text))
        {
            segments.Add(NewSegment(file, entry, entry.Id.Text, entry.Strings.Take(1), group));
        }

        if (entry.Plural is { } plural && TranslationChecks.HasLetter(plural.Text))
        {
            segments.Add(NewSegment(file, entry, plural.Text, entry.Strings.Skip(singular), group));
        }
    }

    private static Segment NewSegment(TextFile file, PoEntry entry, string text, IEnumerable<PoString> targets, SegmentGroup? group)
    {
        PoString[] places = [.. targets];
        return new(
            new(text, Client.TextFormat.Text, file.LineOf(entry.Id.Start)),
            translation =>
                TranslationChecks.KeepsPlaceholders(text, translation)
                    ?
                    [
                        .. places
                            .Where(place => place.Text != translation)
                            .Select(place => new TextEdit(place.Start, place.End, Quote(translation, file.NewLine))),
                    ]
                    : null,
            group
        );
    }

    private static void CheckEncoding(string header)
    {
        const string Name = "charset=";
        var at = header.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        var name = at < 0 ? "UTF-8" : header[(at + Name.Length)..].Split('\n', ';')[0].Trim();
        if (!name.Equals("UTF-8", StringComparison.OrdinalIgnoreCase) && name is not ("CHARSET" or "ASCII" or "US-ASCII"))
        {
            throw new DocumentException("The header names another encoding than UTF-8. Convert the file with 'msgconv -t UTF-8'.");
        }
    }

    /// <summary>Writes a string as gettext does: with a line for each line of the text, if it has several.</summary>
    private static string Quote(string text, string newLine)
    {
        var lines = text.Split('\n');
        if (lines.Length == 1 || (lines.Length == 2 && lines[1].Length == 0))
        {
            return $"\"{Escape(text)}\"";
        }

        var written = new StringBuilder("\"\"");
        foreach (var (index, line) in lines.Index())
        {
            var isLast = index == lines.Length - 1;
            if (!isLast || line.Length > 0)
            {
                written.Append(newLine).Append('"').Append(Escape(isLast ? line : line + "\n")).Append('"');
            }
        }

        return written.ToString();
    }

    private static string Escape(string text) =>
        new StringBuilder(text)
            .Replace("\\", "\\\\")
            .Replace("\"", "\\\"")
            .Replace("\n", "\\n")
            .Replace("\t", "\\t")
            .Replace("\r", "\\r")
            .ToString();
}
