namespace TransformerService.Tokenization;

/// <summary>A token that a tokenizer can return.</summary>
/// <param name="Text">The token.</param>
/// <param name="Id">Its id.</param>
/// <param name="Source">The file that defines it.</param>
/// <param name="IsAdded">Whether it is searched for in the text itself, instead of being a piece of the vocabulary.</param>
public readonly record struct TokenEntry(string Text, int Id, string Source, bool IsAdded = false);
