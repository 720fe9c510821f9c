using Google.Protobuf;
using TransformerService.Tokenization.Files;

namespace TransformerService.Tokenization.SentencePiece;

/// <summary>The fields of a SentencePiece model file (sentencepiece_model.proto) that encoding and decoding need.</summary>
public sealed class ModelFile
{
    private const int Unigram = 1;

    private readonly string _file;
    private int _modelType = Unigram;
    private bool _hasTrainerSpec;
    private bool _whitespaceAsSuffix;
    private bool _denormalizes;

    private ModelFile(string file) => _file = file;

    public List<ModelPiece> Pieces { get; } = [];

    public byte[] CharacterMap { get; private set; } = [];

    /// <summary>Whether a character that no piece covers is encoded as the pieces of its bytes.</summary>
    public bool ByteFallback { get; private set; }

    public bool AddDummyPrefix { get; private set; } = true;

    public bool RemoveExtraWhitespaces { get; private set; } = true;

    public bool EscapeWhitespaces { get; private set; } = true;

    /// <exception cref="TokenizerLoadException">The file is malformed, or not a plain Unigram model.</exception>
    public static ModelFile Parse(byte[] content, string file)
    {
        var model = new ModelFile(file);
        try
        {
            model.Read(new CodedInputStream(content));
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or InvalidOperationException or ArgumentException)
        {
            throw TokenizerFolder.Fault(file, "it is not a SentencePiece model (malformed protobuf)", fault);
        }

        model.Check();
        return model;
    }

    private void Check()
    {
        var fault =
            Pieces.Count == 0 ? "the vocabulary is empty"
            : !_hasTrainerSpec ? "the file ends before its trainer specification; it was cut off"
            : _modelType != Unigram ? $"only Unigram models are supported, and this one's type is {_modelType}"
            : ByteFallback
            && BytePieces.All.Except(Pieces.Where(piece => piece.Type == PieceType.Byte).Select(piece => piece.Text)).FirstOrDefault()
                is { } missing
                ? $"it has byte_fallback, but lacks the piece {missing}; copy it again, or delete it if there is a tokenizer.json of the model to use"
            : _whitespaceAsSuffix ? "models with treat_whitespace_as_suffix are not supported"
            : _denormalizes ? "models with a denormalizer are not supported"
            : Pieces.Count(piece => piece.Type == PieceType.Unknown) != 1 ? "the vocabulary should have one unknown piece"
            : null;
        if (fault is not null)
        {
            throw TokenizerFolder.Fault(_file, fault);
        }
    }

    private void Read(CodedInputStream input) =>
        ReadFields(
            input,
            (field, wire) =>
            {
                switch (field, wire)
                {
                    case (1, WireFormat.WireType.LengthDelimited):
                        ReadPiece(input.ReadBytes().CreateCodedInput());
                        return true;
                    case (2, WireFormat.WireType.LengthDelimited):
                        _hasTrainerSpec = true;
                        ReadTrainerSpec(input.ReadBytes().CreateCodedInput());
                        return true;
                    case (3, WireFormat.WireType.LengthDelimited):
                        ReadNormalizerSpec(input.ReadBytes().CreateCodedInput());
                        return true;
                    case (5, WireFormat.WireType.LengthDelimited):
                        ReadDenormalizerSpec(input.ReadBytes().CreateCodedInput());
                        return true;
                    default:
                        return false;
                }
            }
        );

    private void ReadPiece(CodedInputStream input)
    {
        var text = "";
        var score = 0f;
        var type = PieceType.Normal;
        ReadFields(
            input,
            (field, wire) =>
            {
                switch (field, wire)
                {
                    case (1, WireFormat.WireType.LengthDelimited):
                        text = input.ReadString();
                        return true;
                    case (2, WireFormat.WireType.Fixed32):
                        score = input.ReadFloat();
                        return true;
                    case (3, WireFormat.WireType.Varint):
                        type = (PieceType)input.ReadEnum();
                        return true;
                    default:
                        return false;
                }
            }
        );
        Pieces.Add(
            text.Length > 0 ? new ModelPiece(text, score, type) : throw TokenizerFolder.Fault(_file, $"piece {Pieces.Count} is empty")
        );
    }

    private void ReadTrainerSpec(CodedInputStream input) =>
        ReadFields(
            input,
            (field, wire) =>
            {
                switch (field, wire)
                {
                    case (3, WireFormat.WireType.Varint):
                        _modelType = input.ReadEnum();
                        return true;
                    case (24, WireFormat.WireType.Varint):
                        _whitespaceAsSuffix = input.ReadBool();
                        return true;
                    case (35, WireFormat.WireType.Varint):
                        ByteFallback = input.ReadBool();
                        return true;
                    default:
                        return false;
                }
            }
        );

    private void ReadNormalizerSpec(CodedInputStream input) =>
        ReadFields(
            input,
            (field, wire) =>
            {
                switch (field, wire)
                {
                    case (2, WireFormat.WireType.LengthDelimited):
                        CharacterMap = input.ReadBytes().ToByteArray();
                        return true;
                    case (3, WireFormat.WireType.Varint):
                        AddDummyPrefix = input.ReadBool();
                        return true;
                    case (4, WireFormat.WireType.Varint):
                        RemoveExtraWhitespaces = input.ReadBool();
                        return true;
                    case (5, WireFormat.WireType.Varint):
                        EscapeWhitespaces = input.ReadBool();
                        return true;
                    default:
                        return false;
                }
            }
        );

    private void ReadDenormalizerSpec(CodedInputStream input) =>
        ReadFields(
            input,
            (field, wire) =>
            {
                if ((field, wire) != (2, WireFormat.WireType.LengthDelimited))
                {
                    return false;
                }

                _denormalizes = input.ReadBytes().Length > 0;
                return true;
            }
        );

    private static void ReadFields(CodedInputStream input, Func<int, WireFormat.WireType, bool> read)
    {
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (!read(WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag)))
            {
                input.SkipLastField();
            }
        }
    }
}
