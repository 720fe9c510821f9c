namespace TransformerService.Tokenization.Fast;

/// <summary>A part of a text between pre-tokenizers.</summary>
/// <param name="Text">The part.</param>
/// <param name="StartsText">Whether the whole text starts with it.</param>
internal readonly record struct PreToken(string Text, bool StartsText);
