namespace TransformerService.Distillation.Data.SentencePiece;

/// <summary>No SentencePiece model could be trained; the message says why and what to change.</summary>
public sealed class SentencePieceException : Exception
{
    internal SentencePieceException(string message, Exception? inner = null)
        : base(message, inner) { }
}
