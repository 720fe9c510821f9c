using System.Text;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Markup;

/// <summary>Writes the translation of a block into its document, with the block's tags around its words.</summary>
/// <param name="source">The document.</param>
/// <param name="syntax">The document's language.</param>
/// <param name="copy">Copies a part of the document.</param>
internal sealed class BlockWriter(string source, MarkupSyntax syntax, Action<StringBuilder, int, int> copy)
{
    /// <summary>Writes a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="spans">The protected spans of its text, in order.</param>
    /// <param name="cut">Its translation, cut; null if it cannot be.</param>
    /// <param name="ofGaps">The translation of each gap alone; null for one without letters.</param>
    /// <param name="output">What it is written to.</param>
    public void Write(
        MarkupBlock block,
        IReadOnlyList<ProtectedSpan> spans,
        CutTranslation? cut,
        IReadOnlyList<string?> ofGaps,
        StringBuilder output
    )
    {
        var copied = new CopiedSpans(syntax, block);
        copied.Add(source, spans);
        if (cut is not null)
        {
            WriteWhole(block, cut, copied, output);
        }
        else
        {
            WriteGaps(block, CutTranslation.Texts(block, ofGaps), copied, output);
        }
    }

    private void WriteWhole(MarkupBlock block, CutTranslation cut, CopiedSpans copied, StringBuilder output)
    {
        var (text, cuts) = (cut.Text, cut.Cuts);
        var parts = copied.In(text, cut.Units.Select(unit => Part(block.Units[unit.Unit], unit.Start, unit.Length)), isFirst: true);
        var next = 0;
        for (var gap = 0; gap < cuts.Length; gap++)
        {
            var end = gap + 1 < cuts.Length ? cuts[gap + 1] : text.Length;
            var part = text.AsSpan(cuts[gap], end - cuts[gap]);
            if (gap > 0)
            {
                var wasSpaced = char.IsWhiteSpace(text[cuts[gap] - 1]);
                WriteTags(block, gap, wasSpaced, output);
            }

            WritePart(block, text, (cuts[gap], cuts[gap] + part.TrimEnd().Length), parts, ref next, gap == 0, output);
        }
    }

    /// <summary>
    /// Writes the tags before a gap. Where the translation has a space there, spaces stand where the block has them: before, between or after
    /// the tags. If it has none, the space is before what opens and after what closes. Where the translation has no space, none is written.
    /// </summary>
    private void WriteTags(MarkupBlock block, int gap, bool isSpaced, StringBuilder output)
    {
        var (tags, own, before) = (block.Gaps[gap].Tags, block.Gaps[gap], block.Gaps[gap - 1]);
        isSpaced &= !own.IsJoined;
        var isAnywhere = before.HasSpaceAfter || own.HasSpaceBefore || tags.Any(tag => tag.Kind == MarkupKind.Text);
        var place = -1;
        if (isSpaced && !isAnywhere)
        {
            place = 1 + tags.Index().LastOrDefault(tag => tag.Item.Role == MarkupRole.Closes, (-1, default)).Index;
        }

        output.Append(isSpaced && before.HasSpaceAfter ? " " : "");
        foreach (var (index, tag) in tags.Index())
        {
            output.Append(index == place ? " " : "");
            if (tag.Kind != MarkupKind.Text || isSpaced)
            {
                copy(output, tag.Start, tag.End);
            }
        }

        output.Append(place == tags.Count || (isSpaced && own.HasSpaceBefore) ? " " : "");
    }

    private void WritePart(
        MarkupBlock block,
        string text,
        (int Start, int End) range,
        List<CopiedPart> parts,
        ref int next,
        bool isFirst,
        StringBuilder output
    )
    {
        var done = range.Start;
        for (; next < parts.Count && parts[next].Start < range.End; next++)
        {
            var (at, length, from, to) = parts[next];
            if (at >= done && at + length <= range.End)
            {
                output.Append(syntax.Write(text[done..at], block.References, isFirst && done == range.Start));
                copy(output, from, to);
                done = at + length;
            }
        }

        output.Append(syntax.Write(text[done..range.End], block.References, isFirst && done == range.Start));
    }

    private static CopiedPart Part(MarkupUnit unit, int at, int length) => new(at, length, unit.Start, unit.Start + unit.Length);

    /// <summary>Each gap has its own translation; one whose elements are not all in it stays as it is.</summary>
    private void WriteGaps(MarkupBlock block, (string Text, string? Translation)[] texts, CopiedSpans copied, StringBuilder output)
    {
        var done = block.Start;
        for (var gap = 0; gap < texts.Length; gap++)
        {
            var own = block.Gaps[gap].Units;
            foreach (var tag in block.Gaps[gap].Tags)
            {
                copy(output, tag.Start, tag.End);
                done = tag.End;
            }

            var end = gap + 1 < texts.Length && block.Gaps[gap + 1].Tags is [var next, ..] ? next.Start : block.End;
            if (
                texts[gap].Translation?.Trim() is { Length: > 0 } translation
                && UnitPlaces.Find([.. own.Select(unit => block.Units[unit])], translation) is { } found
                && found.Select(unit => unit.Unit).SequenceEqual(Enumerable.Range(0, own.Count))
                && (
                    !UnitPlaces.HasText(block, gap)
                    || UnitPlaces.HasText(translation, 0, translation.Length, found.Select(unit => (unit.Start, unit.Length)))
                )
            )
            {
                output.Append(gap > 0 && block.Gaps[gap].HasSpaceBefore ? " " : "");
                var parts = copied.In(
                    translation,
                    found.Select(unit => Part(block.Units[own[unit.Unit]], unit.Start, unit.Length)),
                    gap == 0
                );
                var used = 0;
                WritePart(block, translation, (0, translation.Length), parts, ref used, gap == 0, output);
                output.Append(gap + 1 < texts.Length && block.Gaps[gap].HasSpaceAfter ? " " : "");
            }
            else
            {
                copy(output, done, end);
            }

            done = end;
        }
    }
}
