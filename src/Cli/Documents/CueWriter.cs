using System.Text;

namespace TransformerService.Cli.Documents;

/// <summary>Writes the text of a cue in lines.</summary>
/// <param name="newLine">What ends a line.</param>
/// <param name="longest">Most characters of a line, tags not counted; a longer word has a line of its own.</param>
/// <param name="hasReferences">Whether signs of tags are written as references.</param>
internal sealed class CueWriter(string newLine, int longest, bool hasReferences)
{
    /// <summary>Whether signs of tags are written as references.</summary>
    public bool HasReferences => hasReferences;

    public string Write(IReadOnlyList<InlinePart> parts)
    {
        var written = new StringBuilder();
        var length = 0;
        foreach (var word in Words(parts))
        {
            if (word is not { } present)
            {
                written.Append(newLine);
                length = 0;
                continue;
            }

            if (length > 0)
            {
                var fits = length + 1 + present.Length <= longest;
                written.Append(fits ? " " : newLine);
                length = fits ? length + 1 : 0;
            }

            written.Append(present.Source);
            length += present.Length;
        }

        return written.ToString();
    }

    /// <summary>Words with the tags at them, and null for a line break that stays.</summary>
    private List<(string Source, int Length)?> Words(IReadOnlyList<InlinePart> parts)
    {
        List<(string Source, int Length)?> words = [];
        var word = new StringBuilder();
        var length = 0;
        foreach (var part in parts)
        {
            if (part.Kind == InlineKind.Break)
            {
                End();
                words.Add(null);
            }
            else if (part.Kind != InlineKind.Text)
            {
                word.Append(part.Source);
            }
            else
            {
                AddText(part.Text);
            }
        }

        End();
        return words;

        void AddText(string text)
        {
            foreach (var c in text)
            {
                if (c is ' ' or '\t' or '\r' or '\n')
                {
                    End();
                    continue;
                }

                word.Append(hasReferences ? Escape(c) : c.ToString());
                length++;
            }
        }

        void End()
        {
            if (word.Length > 0)
            {
                words.Add((word.ToString(), length));
            }

            word.Clear();
            length = 0;
        }
    }

    private static string Escape(char c) =>
        c switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            _ => c.ToString(),
        };
}
