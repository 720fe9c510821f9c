using System.Text.RegularExpressions;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using TransformerService.Models.Errors;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Markup;

/// <summary>Markdown, block by block.</summary>
internal sealed partial class MarkdownSyntax : MarkupSyntax
{
    /// <summary>The parser's work may grow with the square of the length, and it cannot be stopped.</summary>
    private const int Longest = 50_000;

    private bool _hasTables,
        _hasDefinitions;

    public override IReadOnlyList<MarkupItem> Read(string source, List<MarkupItem>? values, TextWork work)
    {
        var document = Parse(source);
        _hasTables = document.Descendants<Table>().Any();
        _hasDefinitions = source.Contains("]:", StringComparison.Ordinal);
        var items = new List<MarkupItem>();
        var covered = 0;
        foreach (var leaves in Blocks(document, source, work))
        {
            var (first, before) = (true, new List<ContainerInline>());
            foreach (var leaf in leaves)
            {
                var item = Item(leaf);
                if (item.Start < covered || item.Length <= 0 || item.End > source.Length)
                {
                    continue;
                }

                work.Step(1 + item.Length);
                item = leaf is LineBreakInline ? WithBoth(source, item, covered) : item;

                if (leaf is LineBreakInline { IsHard: false })
                {
                    // The next line begins with the signs of quotes and the indentation of lists.
                    var end = source.AsSpan(item.End).IndexOfAnyExcept(" \t>") is >= 0 and var length ? item.End + length : source.Length;
                    item = item with { Length = end - item.Start };
                }

                var around = MarkdownTags.Around(leaf);
                if (item.Start > covered && first)
                {
                    items.AddRange(MarkdownTags.Before(around, covered, item.Start));
                }
                else if (item.Start > covered)
                {
                    items.AddRange(MarkdownTags.Between(before, around, covered, item.Start));
                }

                items.Add(item);
                covered = item.End;
                (first, before) = (false, around);
            }

            if (!first)
            {
                items.AddRange(MarkdownTags.After(before, covered, source.Length));
                covered = items[^1].End;
                items.Add(new(MarkupKind.Break, covered, 0));
            }
        }

        if (covered < source.Length)
        {
            items.Add(new(MarkupKind.Break, covered, source.Length - covered));
        }

        return MarkdownTags.Keep(source, items);
    }

    /// <summary>The inlines of each block, in the order of the source: the parser puts footnotes at the end.</summary>
    private static IEnumerable<List<Inline>> Blocks(MarkdownDocument document, string source, TextWork work)
    {
        var blocks = new List<(int Start, List<Inline> Leaves)>();
        foreach (var block in document.Descendants().OfType<LeafBlock>())
        {
            work.Look();
            if (block.Inline is { } inline)
            {
                List<Inline> leaves = [.. Leaves(inline, source).Where(leaf => leaf is not FootnoteLink { IsBackLink: true })];
                if (leaves.Find(leaf => leaf.Span.Length > 0) is { } leaf)
                {
                    blocks.Add((leaf.Span.Start, leaves));
                }
            }
        }

        return blocks.OrderBy(block => block.Start).Select(block => block.Leaves);
    }

    public override string Write(string text, IReadOnlyDictionary<string, string> references, bool isFirst) =>
        MarkdownEscapes.Write(text, references, isFirst, _hasTables, _hasDefinitions);

    private static MarkdownDocument Parse(string source)
    {
        if (source.Length > Longest)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                $"A text in Markdown has {source.Length} characters; it may have {Longest}. Send its sections one by one."
            );
        }

        try
        {
            return MarkdownRules.ParseAll(source + Footnotes(source));
        }
        catch (ArgumentException)
        {
            throw InferenceException.Invalid("The Markdown is nested too deeply.");
        }
    }

    /// <summary>A mark for each footnote, behind the text: the parser drops footnotes without one, and their marks may be in another section.</summary>
    private static string Footnotes(string source) =>
        string.Concat(
            Footnote().Matches(source).Select(found => found.Value).Distinct(StringComparer.Ordinal).Select(mark => "\n\n" + mark)
        );

    [GeneratedRegex(@"(?<=^ {0,3})\[\^[^\]\[\s]{1,60}\](?=:)", RegexOptions.Multiline)]
    private static partial Regex Footnote();

    /// <summary>The inlines that hold no others, and those that are kept whole. Markdig bounds how deep they are.</summary>
    private static IEnumerable<Inline> Leaves(ContainerInline container, string source)
    {
        foreach (var inline in container)
        {
            if (inline is ContainerInline inner && !(inline is LinkInline link && IsKept(link, source)))
            {
                foreach (var leaf in Leaves(inner, source))
                {
                    yield return leaf;
                }
            }
            else
            {
                yield return inline;
            }
        }
    }

    /// <summary>An image, or a link whose text is the name of its reference.</summary>
    private static bool IsKept(LinkInline link, string source) =>
        link.IsImage
        || link.IsShortcut
        || (link.Reference is not null && source.AsSpan(0, Math.Min(source.Length, link.Span.End + 1)).EndsWith("[]"));

    /// <summary>Of the two characters that end a line on Windows, Markdig's place has one.</summary>
    private static MarkupItem WithBoth(string source, MarkupItem item, int covered)
    {
        if (item.Start > covered && source[item.Start] == '\n' && source[item.Start - 1] == '\r')
        {
            item = item with { Start = item.Start - 1, Length = item.Length + 1 };
        }

        return source[item.End - 1] == '\r' && item.End < source.Length && source[item.End] == '\n'
            ? item with
            {
                Length = item.Length + 1,
            }
            : item;
    }

    private static MarkupItem Item(Inline inline)
    {
        var (start, length) = (inline.Span.Start, inline.Span.Length);
        return inline switch
        {
            LiteralInline literal => new(MarkupKind.Text, start, length) { Text = literal.Content.ToString() },
            HtmlEntityInline entity => new(MarkupKind.Text, start, length)
            {
                Text = entity.Transcoded.ToString(),
                References = [KeyValuePair.Create(entity.Transcoded.ToString(), entity.Original.ToString())],
            },
            LineBreakInline { IsHard: true } => new(MarkupKind.Break, start, length),
            LineBreakInline => new(MarkupKind.Text, start, length) { Text = " " },
            CodeInline code => Unit(start, length, code.Content),
            AutolinkInline link => Unit(start, length, link.Url),
            LinkInline { IsImage: false } link => Unit(
                start,
                length,
                string.Concat(link.Descendants<LiteralInline>().Select(text => text.Content.ToString()))
            ),
            HtmlInline tag => MarkdownTags.OfHtml(tag),
            _ => new(MarkupKind.Tag, start, length),
        };
    }

    private static MarkupItem Unit(int start, int length, string text)
    {
        text = MarkupBlock.Collapse(text).Trim();
        return new(text.Length == 0 ? MarkupKind.Tag : MarkupKind.Unit, start, length) { Text = text };
    }
}
