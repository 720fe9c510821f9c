using System.Net;
using System.Text.RegularExpressions;

namespace TransformerService.Cli.Documents;

/// <summary>Subtitles: SubRip (srt) and WebVTT (vtt). Only the text of cues is translated.</summary>
internal static partial class SubtitleFormat
{
    /// <summary>Reads subtitles.</summary>
    /// <exception cref="DocumentException">There is text, but no cue.</exception>
    public static IDocument Read(TextFile file, DocumentOptions options)
    {
        List<Segment> segments = [];
        var lines = TextLines.Of(file.Text, 0, file.Text.Length);
        var writer = new CueWriter(file.NewLine, options.MaxLineLength, file.Text.StartsWith("WEBVTT", StringComparison.Ordinal));
        var cues = 0;
        for (var line = 0; line < lines.Count; line++)
        {
            if (!Times().IsMatch(lines[line].In(file.Text)))
            {
                continue;
            }

            var first = line + 1;
            while (line + 1 < lines.Count && !EndsCue(file.Text, lines, line + 1))
            {
                line++;
            }

            cues++;
            if (line >= first)
            {
                Add(segments, file, cues, (lines[first].Start, lines[line].End), writer);
            }
        }

        return cues == 0 && !string.IsNullOrWhiteSpace(file.Text)
            ? throw new DocumentException("The file has no cue with times, such as '00:00:01,000 --> 00:00:02,500'.")
            : new SplicedDocument(file, segments);
    }

    /// <summary>Whether a line is not of the cue before it: a blank line or, where that is missing, the next cue's number or times.</summary>
    private static bool EndsCue(string text, IReadOnlyList<TextLine> lines, int line)
    {
        var written = lines[line].In(text);
        return string.IsNullOrWhiteSpace(written)
            || Times().IsMatch(written)
            || (line + 1 < lines.Count && Number().IsMatch(written) && Times().IsMatch(lines[line + 1].In(text)));
    }

    private static void Add(List<Segment> segments, TextFile file, int cue, (int Start, int End) place, CueWriter writer)
    {
        var text = new InlineText(Parts(file.Text[place.Start..place.End], writer.HasReferences));
        if (!text.HasLetter)
        {
            return;
        }

        segments.Add(
            new(
                new(text.Text, text.Format, $"cue {cue}"),
                translation =>
                    text.Read(translation) is not { } parts ? null
                    : translation == text.Text ? []
                    : [new(place.Start, place.End, writer.Write(parts))]
            )
        );
    }

    /// <summary>The lines of a cue are one text, unless each line is what another person says.</summary>
    private static List<InlinePart> Parts(string cue, bool hasReferences)
    {
        List<InlinePart> parts = [];
        var lines = TextLines.Of(cue, 0, cue.Length);
        var isDialogue = lines.Count > 1 && lines.All(line => Tag().Replace(line.In(cue), "").TrimStart().StartsWith('-'));
        foreach (var (index, line) in lines.Index())
        {
            if (index > 0)
            {
                parts.Add(isDialogue ? new(InlineKind.Break, "", "") : InlinePart.Of(" "));
            }

            var at = line.Start;
            foreach (Match tag in Tag().Matches(line.In(cue)))
            {
                AddText(cue[at..(line.Start + tag.Index)]);
                parts.Add(new(InlineKind.Tag, "", tag.Value));
                at = line.Start + tag.Index + tag.Length;
            }

            AddText(cue[at..line.End]);
        }

        return parts;

        void AddText(string text)
        {
            if (text.Length > 0)
            {
                parts.Add(InlinePart.Of(hasReferences ? WebUtility.HtmlDecode(text) : text));
            }
        }
    }

    [GeneratedRegex(@"^\s*(?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{2}[,.][0-9]{1,3}\s+-->\s+(?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{2}[,.][0-9]{1,3}")]
    private static partial Regex Times();

    [GeneratedRegex(@"^\s*[0-9]{1,9}\s*$")]
    private static partial Regex Number();

    // Of HTML, of WebVTT (also times), and of SubStation in braces.
    [GeneratedRegex(@"</?[A-Za-z][^<>]{0,200}>|<[0-9][0-9:.]{0,20}>|\{\\[^{}]{0,200}\}")]
    private static partial Regex Tag();
}
