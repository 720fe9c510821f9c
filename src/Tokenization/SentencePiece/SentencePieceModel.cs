using System.Buffers;
using System.Text;
using TransformerService.Tokenization.Files;

namespace TransformerService.Tokenization.SentencePiece;

/// <summary>
/// A SentencePiece model, Unigram or BPE as its file says: text to pieces and back, as spm_encode and spm_decode do it.
/// </summary>
/// <remarks>
/// The SentencePieceTokenizer of Microsoft.ML.Tokenizers 2.0.1 is not used: it does not load a model without a begin token, such as
/// T5's; it gives one unknown id for each unknown character where SentencePiece gives one for the run; and it does not give the
/// text of unknown pieces, which Marian looks up in vocab.json.
/// </remarks>
internal sealed class SentencePieceModel
{
    private readonly SentencePieceNormalizer _normalizer;
    private readonly Segment _segment;
    private readonly ModelPiece[] _pieces;
    private readonly bool _byteFallback;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    /// <summary>Adds the pieces of a text (UTF-8).</summary>
    private delegate void Segment(ReadOnlySpan<byte> text, List<EncodedPiece> pieces, TextWork work);

    /// <summary>The texts of its pieces, in the order of their ids.</summary>
    public IEnumerable<string> Pieces => _pieces.Select(piece => piece.Text);

    /// <param name="folder">Where the file is.</param>
    /// <param name="file">The model's file name.</param>
    /// <param name="addDummyPrefix">Overrides the setting of the file; null keeps it.</param>
    /// <exception cref="TokenizerLoadException">The file is missing, malformed, or of another kind of model.</exception>
    public SentencePieceModel(TokenizerFolder folder, string file, bool? addDummyPrefix = null)
    {
        var model = ModelFile.Parse(folder.Bytes(file), file);
        _pieces = [.. model.Pieces];
        _byteFallback = model.ByteFallback;
        var userDefined = new PieceTrie();
        for (var id = 0; id < _pieces.Length; id++)
        {
            // A text may be both a reserved piece (control, unknown) and an ordinary one; a search by text then finds the reserved one.
            if (!_ids.TryAdd(_pieces[id].Text, id))
            {
                var other = _ids[_pieces[id].Text];
                if (IsReserved(id) == IsReserved(other))
                {
                    throw TokenizerFolder.Fault(file, $"the piece '{_pieces[id].Text}' occurs twice");
                }

                _ids[_pieces[id].Text] = IsReserved(id) ? id : other;
            }

            if (_pieces[id].Type == PieceType.UserDefined)
            {
                userDefined.Add(_pieces[id].Text, id);
            }
        }

        UnknownId = Array.FindIndex(_pieces, piece => piece.Type == PieceType.Unknown);
        _normalizer = new SentencePieceNormalizer(
            Map(model, file),
            userDefined,
            addDummyPrefix ?? model.AddDummyPrefix,
            model.RemoveExtraWhitespaces,
            model.EscapeWhitespaces
        );
        _segment = model.IsBpe
            ? new SentencePieceBpe(_pieces, userDefined, IdOf, UnknownId).Encode
            : new UnigramLattice(_pieces, [.. _pieces.Select(piece => (double)piece.Score)], UnknownId, singlePrecision: true).Encode;
    }

    /// <summary>The number of pieces; ids are below it.</summary>
    public int Count => _pieces.Length;

    public int UnknownId { get; }

    /// <summary>The pieces of a well-formed text.</summary>
    public List<EncodedPiece> Encode(string text, TextWork work)
    {
        var pieces = new List<EncodedPiece>();
        _segment(_normalizer.Normalize(text, work), pieces, work);
        return _byteFallback
            ?
            [
                .. pieces.SelectMany(piece =>
                    piece.Id == UnknownId ? BytePieces.Of(piece.Text).Select(part => new EncodedPiece(_ids[part], part)) : [piece]
                ),
            ]
            : pieces;
    }

    public int IdOf(string piece) => _ids.GetValueOrDefault(piece, UnknownId);

    public string? PieceOf(int id) => id >= 0 && id < _pieces.Length ? _pieces[id].Text : null;

    /// <summary>
    /// The text of pieces: control pieces are left out, and a piece that this model does not have is copied as it is.
    /// The caller strips the ends, so the dummy prefix needs no handling here.
    /// </summary>
    public string Decode(IEnumerable<string> pieces, TextWork work)
    {
        var text = new StringBuilder();
        var bytes = new List<byte>();
        foreach (var piece in work.Over(pieces))
        {
            if (_ids.TryGetValue(piece, out var byteId) && _pieces[byteId].Type == PieceType.Byte && BytePieces.Value(piece) is { } value)
            {
                bytes.Add(value);
                continue;
            }

            AppendBytes(text, bytes);
            if (!_ids.TryGetValue(piece, out var id))
            {
                text.Append(piece);
            }
            else if (_pieces[id].Type == PieceType.Unknown)
            {
                text.Append(" \u2047 ");
            }
            else if (_pieces[id].Type != PieceType.Control)
            {
                text.Append(piece.Replace('\u2581', ' '));
            }
        }

        AppendBytes(text, bytes);
        return text.ToString();
    }

    /// <summary>Appends the text that adjacent bytes encode; a byte that is not part of a character becomes U+FFFD.</summary>
    private static void AppendBytes(StringBuilder text, List<byte> bytes)
    {
        var rest = bytes.ToArray().AsSpan();
        while (rest.Length > 0)
        {
            var isCharacter = Rune.DecodeFromUtf8(rest, out var rune, out var length) == OperationStatus.Done;
            text.Append(rune.ToString());
            rest = rest[(isCharacter ? length : 1)..];
        }

        bytes.Clear();
    }

    private bool IsReserved(int id) => _pieces[id].Type is PieceType.Control or PieceType.Unknown or PieceType.Byte;

    private static CharacterMap? Map(ModelFile model, string file)
    {
        try
        {
            return model.CharacterMap.Length > 0 ? new CharacterMap(model.CharacterMap) : null;
        }
        catch (FormatException fault)
        {
            throw TokenizerFolder.Fault(file, fault.Message, fault);
        }
    }
}
