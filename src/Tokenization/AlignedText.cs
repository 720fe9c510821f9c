namespace TransformerService.Tokenization;

/// <summary>A text as the model reads it, and the part of the text that each token stands for.</summary>
/// <param name="Row">The row.</param>
/// <param name="Tokens">One for each id of the row.</param>
/// <param name="MarksSubwords">Whether tokens that do not start a word are written with a prefix.</param>
public sealed record AlignedText(TokenizedText Row, IReadOnlyList<AlignedToken> Tokens, bool MarksSubwords);

/// <summary>A token and its place in the text.</summary>
/// <param name="Token">The token as the vocabulary writes it.</param>
/// <param name="Start">Where its part of the text starts, in UTF-16 units; white space at its ends does not count.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="IsSpecial">Whether it was added to the text, such as <c>[CLS]</c>.</param>
/// <param name="IsUnknown">Whether its part of the text is not in the vocabulary.</param>
public readonly record struct AlignedToken(string Token, int Start, int End, bool IsSpecial, bool IsUnknown);
