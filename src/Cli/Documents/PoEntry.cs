using System.Text;
using System.Text.RegularExpressions;

namespace TransformerService.Cli.Documents;

/// <summary>An entry of a message catalog, with the places of what is replaced.</summary>
internal sealed partial class PoEntry
{
    private readonly List<PoString> _strings = [];

    /// <summary>What distinguishes it from another entry with the same text; null if it has none.</summary>
    public PoString? Context { get; private set; }

    /// <summary>The text.</summary>
    public PoString Id { get; private set; } = new("", 0, 0);

    /// <summary>The text for more than one; null if there is none.</summary>
    public PoString? Plural { get; private set; }

    /// <summary>The translations: one, or one for each plural form.</summary>
    public IReadOnlyList<PoString> Strings => _strings;

    /// <summary>Whether its translation is marked as unfinished.</summary>
    public bool IsFuzzy { get; private set; }

    /// <summary>What takes the mark away.</summary>
    public List<TextEdit> FuzzyMarks { get; } = [];

    /// <summary>Divides a catalog; entries that are commented out as obsolete are left out.</summary>
    /// <exception cref="DocumentException">A line is not one of a catalog.</exception>
    public static IEnumerable<PoEntry> Of(TextFile file)
    {
        var lines = TextLines.Of(file.Text, 0, file.Text.Length);
        var entry = new PoEntry();
        for (var index = 0; index < lines.Count; )
        {
            var line = lines[index].In(file.Text);
            if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#'))
            {
                if (entry._strings.Count > 0)
                {
                    yield return entry;
                    entry = new PoEntry();
                }

                entry.AddComment(file.Text, lines, index++);
                continue;
            }

            var keyword = Keyword().Match(line);
            if (!keyword.Success)
            {
                throw Fault(index);
            }

            if (entry._strings.Count > 0 && keyword.Groups[1].Value is "msgctxt" or "msgid")
            {
                yield return entry;
                entry = new PoEntry();
            }

            var start = lines[index].Start + keyword.Groups[2].Index;
            var text = new StringBuilder().Append(Unescape(keyword.Groups[2].Value, index));
            var end = start + keyword.Groups[2].Length;
            while (++index < lines.Count && Continued().Match(lines[index].In(file.Text)) is { Success: true } continued)
            {
                text.Append(Unescape(continued.Groups[1].Value, index));
                end = lines[index].Start + continued.Groups[1].Index + continued.Groups[1].Length;
            }

            entry.Add(keyword.Groups[1].Value, new(text.ToString(), start, end));
        }

        if (entry._strings.Count > 0)
        {
            yield return entry;
        }
    }

    private void Add(string keyword, PoString value)
    {
        switch (keyword)
        {
            case "msgctxt":
                Context = value;
                break;
            case "msgid":
                Id = value;
                break;
            case "msgid_plural":
                Plural = value;
                break;
            default:
                _strings.Add(value);
                break;
        }
    }

    private void AddComment(string text, IReadOnlyList<TextLine> lines, int index)
    {
        var line = lines[index].In(text);
        var next = index + 1 < lines.Count ? lines[index + 1].Start : text.Length;
        if (line.StartsWith("#,", StringComparison.Ordinal))
        {
            string[] flags = [.. line[2..].Split(',', StringSplitOptions.TrimEntries)];
            if (flags.Contains("fuzzy"))
            {
                IsFuzzy = true;
                string[] others = [.. flags.Where(flag => flag != "fuzzy")];
                FuzzyMarks.Add(
                    others.Length == 0
                        ? new(lines[index].Start, next, "")
                        : new(lines[index].Start, lines[index].End, "#, " + string.Join(", ", others))
                );
            }
        }
        else if (line.StartsWith("#|", StringComparison.Ordinal))
        {
            FuzzyMarks.Add(new(lines[index].Start, next, ""));
        }
        else if (line.StartsWith("#~", StringComparison.Ordinal))
        {
            // The comments before it are of the obsolete entry.
            IsFuzzy = false;
            FuzzyMarks.Clear();
        }
    }

    private static string Unescape(string quoted, int line)
    {
        var text = new StringBuilder();
        for (var at = 1; at < quoted.Length - 1; at++)
        {
            if (quoted[at] != '\\')
            {
                text.Append(quoted[at]);
                continue;
            }

            at++;
            text.Append(
                quoted[at] switch
                {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'a' => '\a',
                    'b' => '\b',
                    'f' => '\f',
                    'v' => '\v',
                    '"' or '\\' => quoted[at],
                    _ => throw Fault(line),
                }
            );
        }

        return text.ToString();
    }

    private static DocumentException Fault(int line) =>
        new($"Line {line + 1} is not one of a message catalog: it needs a keyword such as msgid, and a text in quotes with known escapes.");

    [GeneratedRegex(
        """^\s*(msgctxt|msgid|msgid_plural|msgstr(?:\[[0-9]{1,2}\])?)\s*("(?:[^"\\]|\\.)*")\s*$""",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Keyword();

    [GeneratedRegex("""^\s*("(?:[^"\\]|\\.)*")\s*$""", RegexOptions.NonBacktracking)]
    private static partial Regex Continued();
}

/// <summary>A string of a message catalog.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Start">Where its first quote stands.</param>
/// <param name="End">The first offset after its last quote.</param>
internal sealed record PoString(string Text, int Start, int End);
