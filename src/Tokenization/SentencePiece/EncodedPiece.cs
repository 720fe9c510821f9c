namespace TransformerService.Tokenization.SentencePiece;

/// <summary>A piece of an encoded text. A run of unknown characters is one piece with the unknown id and their text.</summary>
internal readonly record struct EncodedPiece(int Id, string Text);
