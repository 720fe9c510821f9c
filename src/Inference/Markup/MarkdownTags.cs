using System.Text.RegularExpressions;
using Markdig.Syntax.Inlines;

namespace TransformerService.Inference.Markup;

/// <summary>What stands between the words of a block of Markdown: the signs of emphasis and links, HTML, and marks of footnotes.</summary>
internal static partial class MarkdownTags
{
    private const string Link = "a";

    /// <summary>The end tag of an element that is not translated is looked for among so many items.</summary>
    private const int MostItems = 1_000;

    /// <summary>What an inline is inside of, from the outside in.</summary>
    public static List<ContainerInline> Around(Inline inline)
    {
        var around = new List<ContainerInline>();
        for (var parent = inline.Parent; parent?.Parent is not null; parent = parent.Parent)
        {
            around.Add(parent);
        }

        around.Reverse();
        return around;
    }

    /// <summary>The signs between two inlines: one tag with which elements begin, end, or both, one after the other.</summary>
    /// <param name="before">What the inline before is inside of.</param>
    /// <param name="after">What the inline after is inside of.</param>
    /// <param name="start">Where the signs begin.</param>
    /// <param name="end">The first offset after them.</param>
    public static IEnumerable<MarkupItem> Between(List<ContainerInline> before, List<ContainerInline> after, int start, int end)
    {
        var shared = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        var (closes, opens) = (before.Count > shared, after.Count > shared);
        if (closes && opens && before[shared].Span.End + 1 is var middle && middle > start && middle < end)
        {
            return [Tag(start, middle, MarkupRole.Closes, before[shared..]), Tag(middle, end, MarkupRole.Opens, after[shared..])];
        }

        return
        [
            closes ? Tag(start, end, MarkupRole.Closes, before[shared..])
            : opens ? Tag(start, end, MarkupRole.Opens, after[shared..])
            : Tag(start, end, MarkupRole.None, []),
        ];
    }

    /// <summary>What stands before the first inline of a block: the signs with which elements begin are a tag.</summary>
    public static IEnumerable<MarkupItem> Before(List<ContainerInline> around, int start, int end)
    {
        var opens = around is [var outer, ..] ? outer.Span.Start : end;
        return opens >= start && opens < end
            ? [new(MarkupKind.Break, start, opens - start), Tag(opens, end, MarkupRole.Opens, around)]
            : [new(MarkupKind.Break, start, end - start)];
    }

    /// <summary>What stands behind the last inline of a block: the signs with which elements end.</summary>
    public static IEnumerable<MarkupItem> After(List<ContainerInline> around, int start, int end) =>
        around is [var outer, ..] && outer.Span.End + 1 is var close && close > start && close <= end
            ? [Tag(start, close, MarkupRole.Closes, around)]
            : [];

    /// <summary>A tag of HTML.</summary>
    public static MarkupItem OfHtml(HtmlInline tag)
    {
        var found = HtmlTag().Match(tag.Tag);
        var name = found.Groups["name"].Value.ToLowerInvariant();
        return new(MarkupKind.Tag, tag.Span.Start, tag.Span.Length)
        {
            Name = name,
            Role =
                !found.Success || HtmlElements.IsVoid(name) || tag.Tag.EndsWith("/>", StringComparison.Ordinal) ? MarkupRole.None
                : found.Groups["close"].Length > 0 ? MarkupRole.Closes
                : MarkupRole.Opens,
        };
    }

    /// <summary>Makes units of HTML elements that are not translated, and tags of footnotes' marks without a footnote in the text.</summary>
    public static IReadOnlyList<MarkupItem> Keep(string source, List<MarkupItem> items)
    {
        var kept = new List<MarkupItem>(items.Count);
        for (var index = 0; index < items.Count; index++)
        {
            var item = items[index];
            if (item.Role == MarkupRole.Opens && Keeps(source, item) && MarkupItem.EndOf(items, index, MostItems) is { } last)
            {
                var text = MarkupBlock.Collapse(string.Concat(items[index..last].Select(inner => inner.Text))).Trim();
                var kind = text.Length == 0 ? MarkupKind.Tag : MarkupKind.Unit;
                kept.Add(new(kind, item.Start, items[last].End - item.Start) { Text = text });
                index = last;
            }
            else if (IsAsWritten(source, item))
            {
                while (index + 1 < items.Count && IsAsWritten(source, items[index + 1]))
                {
                    index++;
                }

                kept.AddRange(Split(source, item.Start, items[index].End));
            }
            else
            {
                kept.Add(item);
            }
        }

        return kept;
    }

    /// <summary>Divides text at the marks in it.</summary>
    private static List<MarkupItem> Split(string source, int start, int end)
    {
        var (items, done) = (new List<MarkupItem>(), start);
        foreach (var mark in Mark().EnumerateMatches(source.AsSpan(start, end - start)))
        {
            AddText(start + mark.Index);
            items.Add(new(MarkupKind.Tag, start + mark.Index, mark.Length));
            done = start + mark.Index + mark.Length;
        }

        AddText(end);
        return items;

        void AddText(int to)
        {
            if (to > done)
            {
                items.Add(new(MarkupKind.Text, done, to - done) { Text = source[done..to] });
            }
        }
    }

    private static bool Keeps(string source, MarkupItem tag) =>
        HtmlElements.IsKept(tag.Name) || NotTranslated().IsMatch(source.AsSpan(tag.Start, tag.Length));

    /// <summary>Whether a text stands in the source as it is; white space behind it may belong to it.</summary>
    private static bool IsAsWritten(string source, MarkupItem item) =>
        item.Kind == MarkupKind.Text
        && source.AsSpan(item.Start, item.Length) is var written
        && written.StartsWith(item.Text)
        && written[item.Text.Length..].IsWhiteSpace();

    private static MarkupItem Tag(int start, int end, MarkupRole role, List<ContainerInline> around) =>
        new(MarkupKind.Tag, start, end - start) { Role = role, Name = around.Exists(inline => inline is LinkInline) ? Link : "" };

    [GeneratedRegex("^<(?<close>/?)(?<name>[A-Za-z][A-Za-z0-9-]*)")]
    private static partial Regex HtmlTag();

    [GeneratedRegex(@"\stranslate\s*=\s*[""']?no\b", RegexOptions.IgnoreCase)]
    private static partial Regex NotTranslated();

    [GeneratedRegex(@"\[(?:\^[^\]\[\s]{1,60}\]:?|!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\])")]
    private static partial Regex Mark();
}
