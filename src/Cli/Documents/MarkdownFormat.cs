using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using TransformerService.Client;
using TransformerService.Inference.Markup;

namespace TransformerService.Cli.Documents;

/// <summary>
/// Markdown: each block of the document with prose in it, such as a paragraph, a list or a table, is translated by the server as Markdown.
/// </summary>
internal static class MarkdownFormat
{
    /// <summary>The parser's work may grow with the square of the length.</summary>
    private const int Longest = 250_000;

    /// <summary>Reads Markdown.</summary>
    /// <exception cref="DocumentException">It is too long or too deep.</exception>
    public static IDocument Read(TextFile file)
    {
        if (file.Text.Length > Longest)
        {
            throw new DocumentException($"The Markdown has more than {Longest} characters. Divide it into smaller files.");
        }

        Block[] blocks = [.. Parse(file.Text).Where(block => block is not LinkReferenceDefinitionGroup).OrderBy(block => block.Span.Start)];
        List<Segment> segments = [];
        foreach (var (index, block) in blocks.Index())
        {
            if (HasProse(block))
            {
                var start = LineStart(file.Text, block.Span.Start);
                var next = index + 1 < blocks.Length ? LineStart(file.Text, blocks[index + 1].Span.Start) : file.Text.Length;
                var end = start + file.Text.AsSpan(start, Math.Max(0, next - start)).TrimEnd().Length;
                segments.Add(NewSegment(file, block, start, end));
            }
        }

        return new SplicedDocument(file, segments);
    }

    /// <summary>The definitions of its links go with a block, since without them they would be text.</summary>
    private static Segment NewSegment(TextFile file, Block block, int start, int end)
    {
        var definitions = Inlines<LinkInline>(block)
            .Select(link => link.Reference)
            .OfType<LinkReferenceDefinition>()
            .Where(definition => definition.Span.Start < start || definition.Span.End >= end)
            .Distinct()
            .Select(definition => file.Text.Substring(definition.Span.Start, definition.Span.Length))
            .ToArray();
        var tail = definitions.Length > 0 ? "\n\n" + string.Join('\n', definitions) + "\n" : "";
        var text = file.Text[start..end] + tail;
        return new(
            new(text, TextFormat.Markdown, file.LineOf(start)),
            translation =>
                translation.EndsWith(tail, StringComparison.Ordinal) && (translation == text || KeepsStructure(text, translation))
                    ? [new(start, end, translation[..^tail.Length])]
                    : null
        );
    }

    private static bool HasProse(Block block) =>
        block is not YamlFrontMatterBlock && Prose(block).Any(literal => TranslationChecks.HasLetter(literal.Content.ToString()));

    /// <summary>Whether blocks, links, code, HTML and emphasis are the same in a translation.</summary>
    private static bool KeepsStructure(string text, string translation)
    {
        MarkdownDocument translated;
        try
        {
            translated = Parse(translation);
        }
        catch (DocumentException)
        {
            return false;
        }

        var original = Parse(text);
        return Structure(original) == Structure(translated)
            && TranslationChecks.KeepsPlaceholders(
                string.Concat(Prose(original).Select(literal => literal.Content.ToString())),
                string.Concat(Prose(translated).Select(literal => literal.Content.ToString()))
            );
    }

    private static IEnumerable<LiteralInline> Prose(MarkdownObject part) => Inlines<LiteralInline>(part);

    /// <summary>Markdig's own walk leaves out what is in the block itself.</summary>
    private static IEnumerable<T> Inlines<T>(MarkdownObject part)
        where T : Inline => part is LeafBlock { Inline: { } content } ? content.Descendants<T>() : part.Descendants().OfType<T>();

    private static string Structure(MarkdownDocument document) =>
        string.Join('\n', document.Descendants().Select(NameOf).Where(name => name.Length > 0).Order(StringComparer.Ordinal));

    private static string NameOf(MarkdownObject part) =>
        part switch
        {
            CodeInline code => $"code {code.Content}",
            LinkInline link => $"link {link.Url} {link.Title} {link.IsImage}",
            AutolinkInline link => $"autolink {link.Url}",
            HtmlInline html => $"html {html.Tag}",
            EmphasisInline emphasis => $"emphasis {emphasis.DelimiterCount}",
            CodeBlock or HtmlBlock => $"{part.GetType().Name} {((LeafBlock)part).Lines}",
            Block => part.GetType().Name,
            _ => "",
        };

    private static int LineStart(string text, int at) => at == 0 ? 0 : text.AsSpan(0, at).LastIndexOfAny('\r', '\n') + 1;

    private static MarkdownDocument Parse(string text)
    {
        try
        {
            return MarkdownRules.Parse(text);
        }
        catch (ArgumentException)
        {
            throw new DocumentException("The Markdown is nested too deeply.");
        }
    }
}
