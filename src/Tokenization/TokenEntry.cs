namespace TransformerService.Tokenization;

/// <summary>A token that a tokenizer can give for some text.</summary>
/// <param name="Text">The token.</param>
/// <param name="Id">Its id.</param>
/// <param name="Source">The file that brings it.</param>
/// <param name="IsAdded">Whether it is found in the text itself, and is not a piece of the vocabulary.</param>
public readonly record struct TokenEntry(string Text, int Id, string Source, bool IsAdded = false);
