using Markdig;
using Markdig.Extensions.CustomContainers;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Syntax;

namespace TransformerService.Inference.Markup;

/// <summary>
/// Markdown as CommonMark has it, and what GitHub and others add to it: pipe tables, task lists, front matter, strikethrough, footnotes, alerts,
/// containers (<c>:::</c>) and definition lists. It is read by Markdig.
/// </summary>
internal static class MarkdownRules
{
    private const int Sign = 3;

    private static readonly MarkdownPipeline _common = Common().Build();

    private static readonly MarkdownPipeline _all = Common()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseFootnotes()
        .UseAlertBlocks()
        .UseDefinitionLists()
        .UseContainerBlocks()
        .Build();

    /// <summary>Reads CommonMark with pipe tables, task lists and front matter, which divide a file into sections.</summary>
    /// <exception cref="ArgumentException">It is nested too deeply.</exception>
    public static MarkdownDocument Parse(string text) => Markdown.Parse(WithoutToml(text), _common);

    /// <summary>Reads it with all that GitHub and others add; footnotes stand at the end.</summary>
    /// <exception cref="ArgumentException">It is nested too deeply.</exception>
    public static MarkdownDocument ParseAll(string text) => Markdown.Parse(WithoutToml(text), _all);

    /// <summary>Reads containers of blocks, but not those inside a line: <c>std::vector</c> is none.</summary>
    private static MarkdownPipelineBuilder UseContainerBlocks(this MarkdownPipelineBuilder builder)
    {
        builder.BlockParsers.Insert(0, new CustomContainerParser());
        return builder;
    }

    private static MarkdownPipelineBuilder Common() =>
        new MarkdownPipelineBuilder().UsePreciseSourceLocation().UsePipeTables().UseTaskLists().UseYamlFrontMatter();

    /// <summary>Front matter between lines of <c>+++</c> becomes white space, so that all places stay.</summary>
    private static string WithoutToml(string text)
    {
        if (!text.StartsWith("+++\n", StringComparison.Ordinal) && !text.StartsWith("+++\r\n", StringComparison.Ordinal))
        {
            return text;
        }

        var close = text.IndexOf("\n+++", Sign, StringComparison.Ordinal);
        var end = close < 0 ? -1 : close + 1 + Sign;
        return end < 0 || (end < text.Length && text[end] is not ('\r' or '\n'))
            ? text
            : string.Concat(text[..end].Select(c => c is '\r' or '\n' ? c : ' ')) + text[end..];
    }
}
