using Markdig;
using Markdig.Syntax;

namespace TransformerService.Inference.Markup;

/// <summary>Markdown as CommonMark has it, with pipe tables, task lists and YAML front matter, read by Markdig.</summary>
internal static class MarkdownRules
{
    private static readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder()
        .UsePreciseSourceLocation()
        .UsePipeTables()
        .UseTaskLists()
        .UseYamlFrontMatter()
        .Build();

    /// <exception cref="ArgumentException">It is nested too deeply.</exception>
    public static MarkdownDocument Parse(string text) => Markdown.Parse(text, _pipeline);
}
