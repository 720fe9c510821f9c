using System.Text;

namespace TransformerService.Tokenization.SentencePiece;

/// <summary>
/// SentencePiece's byte-pair encoding: of all adjacent pieces whose union is in the vocabulary, those whose union has the highest score are
/// joined first, and the leftmost of several; until there are none.
/// </summary>
internal sealed class SentencePieceBpe
{
    private const int None = -1;

    private readonly IReadOnlyList<ModelPiece> _pieces;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly PieceTrie _userDefined;
    private readonly Func<string, int> _idOf;
    private readonly int _unknownId;
    private readonly int _longest;

    /// <param name="pieces">The vocabulary; the list's indices are the ids.</param>
    /// <param name="userDefined">Pieces that are never split or joined.</param>
    /// <param name="idOf">The id of a piece; the unknown one if there is none.</param>
    /// <param name="unknownId">The id of what no piece covers.</param>
    public SentencePieceBpe(IReadOnlyList<ModelPiece> pieces, PieceTrie userDefined, Func<string, int> idOf, int unknownId)
    {
        (_pieces, _userDefined, _idOf, _unknownId) = (pieces, userDefined, idOf, unknownId);
        for (var id = 0; id < pieces.Count; id++)
        {
            if (pieces[id].Type is PieceType.Normal or PieceType.UserDefined or PieceType.Unused)
            {
                _ids[pieces[id].Text] = id;
                _longest = Math.Max(_longest, pieces[id].Text.Length);
            }
        }
    }

    /// <summary>Adds the pieces of <paramref name="text"/> (UTF-8) to <paramref name="pieces"/>.</summary>
    public void Encode(ReadOnlySpan<byte> text, List<EncodedPiece> pieces, TextWork work)
    {
        var symbols = Symbols(text, work);
        Dictionary<string, (string Left, string Right)> parts = new(StringComparer.Ordinal);
        PriorityQueue<Pair, (float Cost, int Left)> queue = new();
        for (var right = 1; right < symbols.Count; right++)
        {
            Offer(right - 1, right);
        }

        while (queue.TryDequeue(out var pair, out _))
        {
            work.Step();
            var (left, right) = (symbols[pair.Left], symbols[pair.Right]);
            if (left.Text.Length == 0 || right.Text.Length == 0 || left.Text.Length + right.Text.Length != pair.Length)
            {
                continue; // one of the two has been joined to another
            }

            symbols[pair.Left] = left with { Text = left.Text + right.Text, Next = right.Next };
            symbols[pair.Right] = right with { Text = "" };
            if (right.Next != None)
            {
                symbols[right.Next] = symbols[right.Next] with { Previous = pair.Left };
            }

            Offer(left.Previous, pair.Left);
            Offer(pair.Left, right.Next);
        }

        for (var place = symbols.Count == 0 ? None : 0; place != None; place = symbols[place].Next)
        {
            work.Step();
            Add(symbols[place].Text, parts, pieces);
        }

        void Offer(int left, int right)
        {
            if (
                left == None
                || right == None
                || symbols[left] is not { IsFrozen: false, Text: var first }
                || symbols[right] is not { IsFrozen: false, Text: var second }
                || first.Length + second.Length > _longest
            )
            {
                return;
            }

            var union = first + second;
            if (_ids.TryGetValue(union, out var id))
            {
                queue.Enqueue(new Pair(left, right, union.Length), (-_pieces[id].Score, left));
                if (_pieces[id].Type == PieceType.Unused)
                {
                    parts[union] = (first, second);
                }
            }
        }
    }

    /// <summary>The characters of a text, and the user-defined pieces in it.</summary>
    private List<Symbol> Symbols(ReadOnlySpan<byte> text, TextWork work)
    {
        var symbols = new List<Symbol>(text.Length);
        int length;
        for (var start = 0; start < text.Length; start += length)
        {
            work.Step();
            var kept = _userDefined.IsEmpty ? 0 : _userDefined.LongestPrefix(text[start..]);
            length = kept > 0 ? kept : Utf8.LengthAt(text[start..]);
            var next = start + length < text.Length ? symbols.Count + 1 : None;
            symbols.Add(new Symbol(Encoding.UTF8.GetString(text.Slice(start, length)), symbols.Count - 1, next, kept > 0));
        }

        return symbols;
    }

    /// <summary>Adds a piece; an unused one as the two that it was joined of.</summary>
    private void Add(string piece, Dictionary<string, (string Left, string Right)> parts, List<EncodedPiece> pieces)
    {
        var id = _idOf(piece);
        if (_pieces[id].Type == PieceType.Unused && parts.TryGetValue(piece, out var two))
        {
            Add(two.Left, parts, pieces);
            Add(two.Right, parts, pieces);
        }
        else if (id == _unknownId && pieces.Count > 0 && pieces[^1].Id == _unknownId)
        {
            // Adjacent unknown characters are one piece.
            pieces[^1] = new EncodedPiece(id, pieces[^1].Text + piece);
        }
        else
        {
            pieces.Add(new EncodedPiece(id, piece));
        }
    }

    private readonly record struct Symbol(string Text, int Previous, int Next, bool IsFrozen);

    private readonly record struct Pair(int Left, int Right, int Length);
}
