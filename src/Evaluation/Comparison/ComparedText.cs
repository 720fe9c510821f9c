namespace TransformerService.Evaluation.Comparison;

/// <summary>A text as the comparison reads it.</summary>
internal sealed class ComparedText(string text)
{
    /// <summary>The text unchanged.</summary>
    public string Text { get; } = text;

    /// <summary>The tokens of the unchanged text.</summary>
    public string[] Tokens { get; } = TextTokens.Of(text);

    /// <summary>The text without trivial differences.</summary>
    public string Folded { get; } = TextFolding.Fold(text);

    /// <summary>The tokens of <see cref="Folded"/>.</summary>
    public string[] FoldedTokens => field ??= TextTokens.Of(Folded);
}
