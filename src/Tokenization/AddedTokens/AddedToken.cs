namespace TransformerService.Tokenization.AddedTokens;

/// <summary>A token that is searched for in the text itself, before any other step.</summary>
/// <param name="Content">The text of the token.</param>
/// <param name="Id">Its id.</param>
/// <param name="LeftStrip">Whether it includes the white space before it.</param>
/// <param name="RightStrip">Whether it includes the white space after it.</param>
/// <param name="SingleWord">Whether it counts only where no word touches it.</param>
/// <param name="Normalized">Whether the fast tokenizer looks for it in the normalised text rather than in the raw one.</param>
/// <param name="Special">Whether decoding leaves it out.</param>
public sealed record AddedToken(string Content, int Id, bool LeftStrip, bool RightStrip, bool SingleWord, bool Normalized, bool Special)
{
    /// <summary>The file that names it; <see langword="null"/> for a default of the tokenizer's kind.</summary>
    public string? Source { get; init; }
}
