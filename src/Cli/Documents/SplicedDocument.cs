using System.Text;

namespace TransformerService.Cli.Documents;

/// <summary>A document of text: the places of its texts are replaced, and every other character stays.</summary>
internal sealed class SplicedDocument(TextFile file, IReadOnlyList<Segment> segments, IReadOnlyList<TextEdit>? withAny = null) : IDocument
{
    public IReadOnlyList<DocumentText> Texts { get; } = [.. segments.Select(segment => segment.Text)];

    public string? Check(int index, string translation) => segments[index].Edits(translation) is null ? TranslationChecks.Lost : null;

    /// <summary>Writes the file; the edits of the document itself, such as naming its target language, only with a translation.</summary>
    public void Write(Stream output, IReadOnlyList<string?> translations)
    {
        List<TextEdit> edits = [];
        HashSet<SegmentGroup> finished = [.. segments.Select(segment => segment.Group).OfType<SegmentGroup>()];
        foreach (var (index, segment) in segments.Index())
        {
            if (translations[index] is { } translation && segment.Edits(translation) is { } changes)
            {
                edits.AddRange(changes);
            }
            else if (segment.Group is { } group)
            {
                finished.Remove(group);
            }
        }

        edits.AddRange(finished.SelectMany(group => group.Edits));
        edits.AddRange(edits.Count > 0 ? withAny ?? [] : []);
        edits.Sort((first, second) => first.Start.CompareTo(second.Start));
        var written = new StringBuilder(file.Text.Length);
        var at = 0;
        foreach (var edit in edits)
        {
            written.Append(file.Text, at, edit.Start - at).Append(edit.Text);
            at = edit.End;
        }

        file.Write(output, written.Append(file.Text, at, file.Text.Length - at).ToString());
    }
}

/// <summary>A text of a document, and what its translation changes in the file.</summary>
/// <param name="Text">The text.</param>
/// <param name="Edits">Returns the changes; null if the translation lacks something that the file needs.</param>
/// <param name="Group">The texts that it belongs to; null if it stands alone.</param>
internal sealed record Segment(DocumentText Text, Func<string, IReadOnlyList<TextEdit>?> Edits, SegmentGroup? Group = null);

/// <summary>Texts that are finished together.</summary>
/// <param name="edits">What changes in the file once each of them has its translation.</param>
internal sealed class SegmentGroup(IReadOnlyList<TextEdit> edits)
{
    public IReadOnlyList<TextEdit> Edits => edits;
}

/// <summary>A part of a file that is replaced.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">The first offset after it.</param>
/// <param name="Text">What stands there instead.</param>
internal readonly record struct TextEdit(int Start, int End, string Text);
