namespace TransformerService.Models.Requests;

/// <summary>A call for the tokens of texts.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record TokenizationRequest(IReadOnlyList<string> Texts) : InferenceRequest(Texts)
{
    /// <summary>Whether the special tokens around each text are returned too.</summary>
    public bool SpecialTokens { get; init; } = true;
}

/// <summary>The tokens, one list per text and in the texts' order.</summary>
public sealed record TokenizationAnswer(
    string Model,
    VariantRole Variant,
    string Version,
    IReadOnlyList<PieceText> Results,
    RequestTiming Timing
) : InferenceAnswer(Model, Variant, Version, Timing);

/// <summary>A text as the model reads it.</summary>
/// <param name="Pieces">Its tokens, at most as many as the model reads.</param>
/// <param name="Tokens">Its tokens without a limit, special tokens included.</param>
/// <param name="Truncated">Whether it has more tokens than the model reads.</param>
public sealed record PieceText(IReadOnlyList<TextPiece> Pieces, int Tokens, bool Truncated);

/// <summary>A token of a text.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Piece">The piece of the vocabulary.</param>
/// <param name="Start">
/// The first code point of the text that it stands for; <see langword="null"/> for a token that is not part of the text.
/// </param>
/// <param name="End">The code point after the last one.</param>
public readonly record struct TextPiece(int Id, string Piece, int? Start, int? End);
