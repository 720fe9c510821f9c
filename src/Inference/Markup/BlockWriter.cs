using System.Text;

namespace TransformerService.Inference.Markup;

/// <summary>Writes the translation of a block into its document, with the block's tags around its words.</summary>
/// <param name="syntax">The document's language.</param>
/// <param name="copy">Copies a part of the document.</param>
internal sealed class BlockWriter(MarkupSyntax syntax, Action<StringBuilder, int, int> copy)
{
    /// <summary>Writes a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="cut">Its translation, cut; null if it cannot be.</param>
    /// <param name="ofGaps">The translation of each gap alone; null for one without letters.</param>
    /// <param name="output">What it is written to.</param>
    public void Write(MarkupBlock block, CutTranslation? cut, IReadOnlyList<string?> ofGaps, StringBuilder output)
    {
        if (cut is not null)
        {
            WriteWhole(block, cut.Text, cut.Units, cut.Cuts, output);
        }
        else
        {
            WriteGaps(block, CutTranslation.Texts(block, ofGaps), output);
        }
    }

    private void WriteWhole(MarkupBlock block, string text, List<(int Start, int Length, int Unit)> units, int[] cuts, StringBuilder output)
    {
        for (var gap = 0; gap < cuts.Length; gap++)
        {
            var end = gap + 1 < cuts.Length ? cuts[gap + 1] : text.Length;
            var part = text.AsSpan(cuts[gap], end - cuts[gap]);
            if (gap > 0)
            {
                var wasSpaced = char.IsWhiteSpace(text[cuts[gap] - 1]);
                WriteTags(block, gap, wasSpaced, output);
            }

            WritePart(block, text, cuts[gap], cuts[gap] + part.TrimEnd().Length, units, gap == 0, output);
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
        int start,
        int end,
        List<(int Start, int Length, int Unit)> units,
        bool isFirst,
        StringBuilder output
    )
    {
        var done = start;
        foreach (var (at, length, unit) in units.Where(unit => unit.Start >= start && unit.Start + unit.Length <= end))
        {
            output.Append(syntax.Write(text[done..at], block.References, isFirst && done == start));
            copy(output, block.Units[unit].Start, block.Units[unit].Start + block.Units[unit].Length);
            done = at + length;
        }

        output.Append(syntax.Write(text[done..end], block.References, isFirst && done == start));
    }

    /// <summary>Each gap has its own translation; one whose elements are not all in it stays as it is.</summary>
    private void WriteGaps(MarkupBlock block, (string Text, string? Translation)[] texts, StringBuilder output)
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
                WritePart(
                    block,
                    translation,
                    0,
                    translation.Length,
                    [.. found.Select(unit => (unit.Start, unit.Length, own[unit.Unit]))],
                    gap == 0,
                    output
                );
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
