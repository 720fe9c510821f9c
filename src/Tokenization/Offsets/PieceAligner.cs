using System.Buffers;
using System.Text;
using TransformerService.Tokenization.Bpe;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Offsets;

/// <summary>
/// Finds where the pieces of a text lie in it. Tokenizers do not record it while they normalise; the characters of the pieces are followed
/// through the text instead, both folded so that what normalisation changed is equal again. Linear in the text.
/// 1. The bytes of the pieces become characters; one that several pieces share belongs to each of them.
/// 2. Each character is looked for at the text's current place; what tokenizers drop is passed over.
/// 3. Where it is not there, it is looked for a little further on; a character that is not in the text has no place.
/// 4. An unknown piece stands for a word, for what lies before the next known piece, or for one character, as its kind says.
/// </summary>
internal sealed class PieceAligner
{
    /// <summary>How many characters of the text are passed over to find one of a piece.</summary>
    private const int Window = 64;

    /// <summary>How many characters of the next known piece mark the end of an unknown one.</summary>
    private const int MostOfNext = 8;

    private readonly IReadOnlyList<int> _ids;
    private readonly PieceStyle _style;
    private readonly Func<int, string?> _pieceOf;
    private readonly string? _unknown;
    private readonly TextWork _work;
    private readonly PieceRange[] _ranges;
    private readonly List<byte> _pending = [];
    private TextCursor _cursor;
    private int _pendingFrom;

    private PieceAligner(string text, IReadOnlyList<int> ids, PieceStyle style, Func<int, string?> pieceOf, string? unknown, TextWork work)
    {
        (_ids, _style, _pieceOf, _unknown, _work) = (ids, style, pieceOf, unknown, work);
        _ranges = new PieceRange[ids.Count];
        Array.Fill(_ranges, new PieceRange(-1, -1));
        _cursor = new TextCursor(UnicodeText.WellFormed(text));
    }

    /// <summary>Returns the range of each piece, in code points of the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ids">Its ids, without the special tokens around it.</param>
    /// <param name="style">How the pieces are written.</param>
    /// <param name="pieceOf">The piece of an id.</param>
    /// <param name="unknown">The piece of what the vocabulary lacks.</param>
    /// <param name="work">Counts the steps.</param>
    public static PieceRange[] Align(
        string text,
        IReadOnlyList<int> ids,
        PieceStyle style,
        Func<int, string?> pieceOf,
        string? unknown,
        TextWork work
    ) => new PieceAligner(text, ids, style, pieceOf, unknown, work).Run();

    private PieceRange[] Run()
    {
        for (var piece = 0; piece < _ids.Count; piece++)
        {
            _work.Step();
            var bytes = BytesOf(piece);
            if (IsUnknown(piece) && !_cursor.IsWritten(Encoding.UTF8.GetString(bytes)))
            {
                _pending.Clear();
                PassUnknown(piece);
            }
            else if (IsSpace(bytes))
            {
                _pending.Clear();
                PassSpaces(piece, bytes.Length);
            }
            else
            {
                _pendingFrom = _pending.Count == 0 ? piece : _pendingFrom;
                _pending.AddRange(bytes);
                PassPending(piece);
            }
        }

        // A piece without a place is empty, after the one before it.
        var last = 0;
        for (var piece = 0; piece < _ranges.Length; piece++)
        {
            _ranges[piece] = _ranges[piece].Start < 0 ? new PieceRange(last, last) : _ranges[piece];
            last = _ranges[piece].End;
        }

        return _ranges;
    }

    /// <summary>The bytes of text (UTF-8) that a piece stands for; they may end inside a character.</summary>
    private byte[] BytesOf(int place)
    {
        var piece = _pieceOf(_ids[place]) ?? "";
        var mark = _style.Mark;
        return _style.Kind switch
        {
            PieceKind.Bytes => ByteLevelAlphabet.Decode(piece) ?? Encoding.UTF8.GetBytes(piece),
            PieceKind.Spaced => BytePieces.Value(piece) is { } value
                ? [value]
                : Encoding.UTF8.GetBytes(piece.Replace(mark, " ", StringComparison.Ordinal)),
            PieceKind.Continued => Encoding.UTF8.GetBytes(
                piece.StartsWith(mark, StringComparison.Ordinal) && piece.Length > mark.Length ? piece[mark.Length..] : piece
            ),
            _ => Encoding.UTF8.GetBytes(piece.EndsWith(mark, StringComparison.Ordinal) ? piece[..^mark.Length] : piece),
        };
    }

    private bool IsUnknown(int piece) => _unknown is not null && _pieceOf(_ids[piece]) == _unknown;

    private static bool IsSpace(byte[] bytes) =>
        bytes.Length > 0 && Array.TrueForAll(bytes, value => value is 0x20 or 0x09 or 0x0A or 0x0D);

    /// <summary>Finds the complete characters of the bytes so far.</summary>
    private void PassPending(int piece)
    {
        var rest = _pending.ToArray().AsSpan();
        while (rest.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(rest, out var rune, out var length);
            if (status == OperationStatus.NeedMoreData)
            {
                break;
            }

            if (status == OperationStatus.Done)
            {
                foreach (var unit in TextCursor.Fold(rune).EnumerateRunes())
                {
                    Pass(unit, piece);
                }
            }

            rest = rest[length..];
            _pendingFrom = piece;
        }

        var kept = rest.ToArray();
        _pending.Clear();
        _pending.AddRange(kept);
    }

    /// <summary>Finds one character of the pieces from the first pending one to the given one.</summary>
    private void Pass(Rune unit, int piece)
    {
        if (Rune.IsWhiteSpace(unit))
        {
            return;
        }

        var ahead = _cursor;
        for (int skipped = 0, looked = 0; !ahead.IsAtEnd && skipped < Window; looked++)
        {
            _work.Step();
            if (ahead.Current == unit.Value)
            {
                Cover(_pendingFrom, piece, ahead.CodePoint, ahead.CodePoint + 1);
                ahead.Move();
                _cursor = ahead;
                return;
            }

            skipped += ahead.IsOptional ? 0 : 1;
            ahead.Move();
        }
    }

    /// <summary>A piece of white space alone takes as much of the white space here.</summary>
    private void PassSpaces(int piece, int most)
    {
        for (; most > 0 && _cursor.IsSpace; most--)
        {
            Cover(piece, piece, _cursor.CodePoint, _cursor.CodePoint + 1);
            _cursor.MoveCodePoint();
        }
    }

    private void PassUnknown(int piece)
    {
        while (_cursor.IsSpace)
        {
            _work.Step();
            _cursor.MoveCodePoint();
        }

        var next = _style.Unknown == UnknownExtent.Run ? StartOfNext(piece) : [];
        for (var first = true; !_cursor.IsAtEnd; first = false)
        {
            _work.Step();
            if (!first && (EndsUnknown() || _cursor.IsAt(next)))
            {
                return;
            }

            var single = IsWordOfItsOwn(_cursor.Written);
            Cover(piece, piece, _cursor.CodePoint, _cursor.CodePoint + 1);
            if (_style.Unknown == UnknownExtent.Character || (_style.Unknown == UnknownExtent.Word && single))
            {
                _cursor.MoveCodePoint();
                return;
            }

            // The next known piece may begin inside a code point: ½ is 1, an unknown ⁄, and 2.
            _cursor.Move();
        }
    }

    private bool EndsUnknown() => _cursor.IsSpace || (_style.Unknown == UnknownExtent.Word && IsWordOfItsOwn(_cursor.Written));

    private static bool IsWordOfItsOwn(Rune rune) => CharacterClass.IsBertPunctuation(rune) || CharacterClass.IsChinese(rune);

    /// <summary>The first characters of the next known piece; none if it begins with a space, or there is none.</summary>
    private List<int> StartOfNext(int piece)
    {
        if (piece + 1 == _ids.Count)
        {
            return [];
        }

        var text = Encoding.UTF8.GetString(BytesOf(piece + 1));
        return text.StartsWith(' ')
            ? []
            :
            [
                .. text.EnumerateRunes()
                    .SelectMany(rune => TextCursor.Fold(rune).EnumerateRunes())
                    .Take(MostOfNext)
                    .Select(rune => rune.Value),
            ];
    }

    private void Cover(int first, int last, int start, int end)
    {
        for (var piece = first; piece <= last; piece++)
        {
            var old = _ranges[piece];
            _ranges[piece] = old.Start < 0 ? new PieceRange(start, end) : new PieceRange(old.Start, end);
        }
    }
}
