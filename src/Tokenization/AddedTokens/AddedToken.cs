namespace TransformerService.Tokenization.AddedTokens;

/// <summary>A token that is found in the text itself, before any other step, with how it treats what is around it.</summary>
/// <param name="Content">The text that stands for it.</param>
/// <param name="Id">Its id.</param>
/// <param name="LeftStrip">Takes the white space before it.</param>
/// <param name="RightStrip">Takes the white space after it.</param>
/// <param name="SingleWord">Counts only where no word touches it.</param>
/// <param name="Normalized">Whether the fast tokenizer looks for it in the normalised text rather than in the raw one.</param>
/// <param name="Special">Whether decoding leaves it out.</param>
public sealed record AddedToken(
    string Content, int Id, bool LeftStrip, bool RightStrip, bool SingleWord, bool Normalized, bool Special)
{
    /// <summary>The file that names it; <see langword="null"/> for a default of its kind of tokenizer, which no file names.</summary>
    public string? Source { get; init; }
}
