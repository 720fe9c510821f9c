namespace TransformerService.Tokenization.SentencePiece;

/// <summary>One entry of a SentencePiece vocabulary.</summary>
public readonly record struct ModelPiece(string Text, float Score, PieceType Type);
