namespace TransformerService.Tokenization.SentencePiece;

/// <summary>What a piece of a SentencePiece model is, with the numbers of its file format.</summary>
public enum PieceType
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
