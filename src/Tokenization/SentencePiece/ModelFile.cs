using Google.Protobuf;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.SentencePiece.Proto;

namespace TransformerService.Tokenization.SentencePiece;

/// <summary>A checked SentencePiece model file: what encoding and decoding need of it.</summary>
public sealed class ModelFile
{
    /// <summary>More than the largest vocabularies, and few enough for memory: a file of 64 MB has room for millions.</summary>
    private const int MostPieces = 1_000_000;

    /// <summary>
    /// Skips unknown fields instead of keeping them: a hostile file could have millions of them, each an object many times its size.
    /// </summary>
    private static readonly MessageParser<ModelProto> Parser = ModelProto.Parser.WithDiscardUnknownFields(true);

    private ModelFile(ModelProto model, List<ModelPiece> pieces)
    {
        Pieces = pieces;
        ByteFallback = model.TrainerSpec.ByteFallback;
        IsBpe = model.TrainerSpec.ModelType == TrainerSpec.Types.ModelType.Bpe;
        var normalizer = model.NormalizerSpec ?? new NormalizerSpec();
        CharacterMap = normalizer.PrecompiledCharsmap.ToByteArray();
        AddDummyPrefix = normalizer.AddDummyPrefix;
        RemoveExtraWhitespaces = normalizer.RemoveExtraWhitespaces;
        EscapeWhitespaces = normalizer.EscapeWhitespaces;
    }

    /// <summary>The vocabulary; a piece's index is its id.</summary>
    public IReadOnlyList<ModelPiece> Pieces { get; }

    /// <summary>The compiled normalisation rules; empty if there are none.</summary>
    public byte[] CharacterMap { get; }

    /// <summary>Whether a character that no piece covers is encoded as the pieces of its bytes.</summary>
    public bool ByteFallback { get; }

    /// <summary>Whether its pieces are joined pair by pair; otherwise they are those of a unigram language model.</summary>
    public bool IsBpe { get; }

    public bool AddDummyPrefix { get; }

    public bool RemoveExtraWhitespaces { get; }

    public bool EscapeWhitespaces { get; }

    /// <exception cref="TokenizerLoadException">The file is malformed, or not a plain Unigram or BPE model.</exception>
    public static ModelFile Parse(byte[] content, string file)
    {
        ModelProto model;
        try
        {
            model = HasFewEnoughPieces(content)
                ? Parser.ParseFrom(content)
                : throw TokenizerFolder.Fault(file, $"the vocabulary has more than {MostPieces} pieces");
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or InvalidOperationException or ArgumentException)
        {
            throw TokenizerFolder.Fault(file, "it is not a SentencePiece model (malformed protobuf)", fault);
        }

        List<ModelPiece> pieces = [.. model.Pieces.Select(piece => new ModelPiece(piece.Piece, piece.Score, (PieceType)(int)piece.Type))];
        return FaultOf(model, pieces) is { } found ? throw TokenizerFolder.Fault(file, found) : new ModelFile(model, pieces);
    }

    /// <summary>Counts the pieces before an object is made of each.</summary>
    private static bool HasFewEnoughPieces(byte[] content)
    {
        var input = new CodedInputStream(content);
        var pieces = 0;
        for (var tag = input.ReadTag(); tag != 0 && pieces <= MostPieces; tag = input.ReadTag())
        {
            pieces += WireFormat.GetTagFieldNumber(tag) == ModelProto.PiecesFieldNumber ? 1 : 0;
            input.SkipLastField();
        }

        return pieces <= MostPieces;
    }

    private static string? FaultOf(ModelProto model, List<ModelPiece> pieces)
    {
        if (pieces.FindIndex(piece => piece.Text.Length == 0) is >= 0 and var empty)
        {
            return $"piece {empty} is empty";
        }

        if (pieces.Count == 0)
        {
            return "the vocabulary is empty";
        }

        if (model.TrainerSpec is not { } trainer)
        {
            return "the file ends before its trainer specification; it was cut off";
        }

        return trainer.ModelType is not (TrainerSpec.Types.ModelType.Unigram or TrainerSpec.Types.ModelType.Bpe)
                ? $"only Unigram and BPE models are supported, and this one's type is {(int)trainer.ModelType}"
            : trainer.ByteFallback
            && BytePieces.All.Except(pieces.Where(piece => piece.Type == PieceType.Byte).Select(piece => piece.Text)).FirstOrDefault()
                is { } missing
                ? $"it has byte_fallback, but lacks the piece {missing}; copy it again, or delete it if there is a tokenizer.json of the model to use"
            : trainer.TreatWhitespaceAsSuffix ? "models with treat_whitespace_as_suffix are not supported"
            : model.DenormalizerSpec is { PrecompiledCharsmap.Length: > 0 } ? "models with a denormalizer are not supported"
            : pieces.Count(piece => piece.Type == PieceType.Unknown) != 1 ? "the vocabulary should have one unknown piece"
            : null;
    }
}

/// <summary>One entry of a SentencePiece vocabulary.</summary>
public readonly record struct ModelPiece(string Text, float Score, PieceType Type);

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
