namespace TransformerService.Tokenization.SentencePiece;

/// <summary>The type of a piece of a SentencePiece model, with the numbers of the file format.</summary>
public enum PieceType
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
