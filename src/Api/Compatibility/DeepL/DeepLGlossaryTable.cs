using System.Text;
using TransformerService.Models.Errors;
using TransformerService.Models.Glossaries;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>Reads the entries of a glossary: tab-separated lines, or comma-separated values (RFC 4180).</summary>
internal static class DeepLGlossaryTable
{
    private const int Columns = 2,
        ColumnsWithLanguages = 4;

    /// <summary>The entries, at most one more than a glossary may have.</summary>
    /// <param name="entries">The lines; empty ones count as nothing.</param>
    /// <param name="format"><c>tsv</c> or <c>csv</c>.</param>
    /// <param name="areLanguages">Whether two languages are those of the glossary: a line of a CSV may name them.</param>
    /// <exception cref="InferenceException">A line is not an entry; the message has its number.</exception>
    public static IReadOnlyList<GlossaryEntry> Read(string entries, string format, Func<string, string, bool> areLanguages)
    {
        entries = entries.TrimStart('\uFEFF'); // a byte order mark, which spreadsheets write
        var records = format switch
        {
            "tsv" => TabSeparated(entries),
            "csv" => CommaSeparated(entries),
            _ => throw InferenceException.Invalid("$.entries_format must be \"tsv\" or \"csv\"."),
        };
        return
        [
            .. records
                .Select((fields, index) => (Fields: fields, Number: index + 1))
                .Where(static record => record.Fields is not [""])
                .Take(Glossary.MostOfCall + 1)
                .Select(record =>
                    record.Fields.Count == Columns ? new GlossaryEntry(record.Fields[0], record.Fields[1])
                    : format == "csv" && record.Fields.Count == ColumnsWithLanguages && areLanguages(record.Fields[2], record.Fields[3])
                        ? new GlossaryEntry(record.Fields[0], record.Fields[1])
                    : throw Fault(record.Number, format)
                ),
        ];
    }

    private static InferenceException Fault(int number, string format) =>
        InferenceException.Invalid(
            format == "csv"
                ? $"$.entries: record {number} must be a term and its translation with a comma between, and no more but the two languages of the glossary."
                : $"$.entries: line {number} must be a term and its translation with a tab between."
        );

    private static IEnumerable<IReadOnlyList<string>> TabSeparated(string text)
    {
        using var lines = new StringReader(text);
        while (lines.ReadLine() is { } line)
        {
            yield return line.Split('\t', Columns + 1); // a third field is a fault
        }
    }

    private static IEnumerable<IReadOnlyList<string>> CommaSeparated(string text)
    {
        List<string> fields = [];
        var field = new StringBuilder();
        var record = 1;
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"' when field.Length == 0:
                    at = ReadQuoted(text, at + 1, field, record);
                    break;
                case ',' when fields.Count < ColumnsWithLanguages:
                    Next();
                    break;
                case '\r' when at + 1 < text.Length && text[at + 1] == '\n':
                    break;
                case '\r' or '\n':
                    Next();
                    yield return fields;
                    record++;
                    fields = [];
                    break;
                default:
                    field.Append(text[at]);
                    break;
            }
        }

        Next();
        yield return fields;

        void Next()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }

    /// <summary>Reads a quoted field, in which two quotation marks are one. Returns where its last mark is.</summary>
    private static int ReadQuoted(string text, int at, StringBuilder field, int record)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                field.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                field.Append('"');
                at++;
            }
            else
            {
                return at;
            }
        }

        throw InferenceException.Invalid($"$.entries: a quoted field of record {record} does not end.");
    }
}
