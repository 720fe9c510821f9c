namespace TransformerService.Inference.Tokenization.SentencePiece;

/// <summary>One entry of a SentencePiece vocabulary.</summary>
internal readonly record struct ModelPiece(string Text, float Score, PieceType Type);
