using System.Text;

namespace TransformerService.Tokenization.SentencePiece;

/// <summary>
/// The best segmentation of a text under a unigram language model (Kudo, 2018, https://arxiv.org/abs/1804.10959),
/// by Viterbi over the UTF-8 bytes, which keeps one best path for each end.
/// </summary>
internal sealed class UnigramLattice
{
    private const float UnknownPenalty = 10;

    private readonly PieceTrie _trie = new();
    private readonly string[] _texts;
    private readonly double[] _scores;
    private readonly bool[] _isUserDefined;
    private readonly double _unknownScore;
    private readonly float _maxScore;
    private readonly int _unknownId;
    private readonly bool _singlePrecision;

    /// <param name="pieces">The vocabulary; the list's indices are the ids.</param>
    /// <param name="scores">The score of each piece; a file holds single precision, tokenizer.json double.</param>
    /// <param name="unknownId">The id of a character that no piece covers.</param>
    /// <param name="singlePrecision">
    /// Whether path scores are rounded to single precision when they are stored, as SentencePiece does. It compares the
    /// unrounded candidate with the rounded best, so only this reproduces its choice between paths that are nearly equal.
    /// </param>
    public UnigramLattice(IReadOnlyList<ModelPiece> pieces, double[] scores, int unknownId, bool singlePrecision)
    {
        (_scores, _unknownId, _singlePrecision) = (scores, unknownId, singlePrecision);
        _texts = [.. pieces.Select(piece => piece.Text)];
        _isUserDefined = [.. pieces.Select(piece => piece.Type == PieceType.UserDefined)];
        var min = (double)float.MaxValue;
        // The reference starts from the smallest positive float, not from the most negative one.
        _maxScore = 1.17549435e-38f;
        for (var id = 0; id < pieces.Count; id++)
        {
            if (pieces[id].Type == PieceType.Normal)
            {
                min = Math.Min(min, scores[id]);
                _maxScore = Math.Max(_maxScore, (float)scores[id]);
            }

            if (pieces[id].Type is PieceType.Normal or PieceType.UserDefined)
            {
                _trie.Add(pieces[id].Text, id);
            }
        }

        _unknownScore = Rounded(min - UnknownPenalty);
    }

    /// <summary>Adds the pieces of <paramref name="text"/> (UTF-8) to <paramref name="pieces"/>.</summary>
    public void Encode(ReadOnlySpan<byte> text, List<EncodedPiece> pieces, TextWork work)
    {
        var ends = BestPaths(text, work);
        var first = pieces.Count;
        for (var end = text.Length; end > 0; end = ends[end].Start)
        {
            work.Step();
            var (start, id) = (ends[end].Start, ends[end].Id);
            if (id == _unknownId)
            {
                // Adjacent unknown characters are one piece.
                while (start > 0 && ends[start].Id == _unknownId)
                {
                    work.Step();
                    start = ends[start].Start;
                }

                pieces.Add(new EncodedPiece(id, Encoding.UTF8.GetString(text[start..end])));
                ends[end].Start = start;
            }
            else
            {
                pieces.Add(new EncodedPiece(id, _texts[id]));
            }
        }

        pieces.Reverse(first, pieces.Count - first);
    }

    private PathEnd[] BestPaths(ReadOnlySpan<byte> text, TextWork work)
    {
        var ends = new PathEnd[text.Length + 1];
        ends.AsSpan().Fill(new PathEnd { Start = PieceTrie.None });
        int length;
        for (var start = 0; start < text.Length; start += length)
        {
            work.Step();
            length = Utf8.LengthAt(text[start..]);
            var score = ends[start].Score;
            var covered = false;
            var node = PieceTrie.Root;
            for (var i = start; i < text.Length && (node = _trie.Next(node, text[i])) != PieceTrie.None; i++)
            {
                work.Step();
                var id = _trie.Value(node);
                if (id != PieceTrie.None)
                {
                    Offer(ref ends[i + 1], score + Score(id, i + 1 - start), start, id);
                    covered |= i + 1 - start == length;
                }
            }

            if (!covered)
            {
                Offer(ref ends[start + length], Rounded(score + _unknownScore), start, _unknownId);
            }
        }

        return ends;
    }

    // A user-defined piece gets a bonus, so that it always wins.
    private double Score(int id, int length) => _isUserDefined[id] ? (length * _maxScore) - 0.1 : _scores[id];

    private void Offer(ref PathEnd end, double score, int start, int id)
    {
        if (end.Start == PieceTrie.None || score > end.Score)
        {
            end = new PathEnd
            {
                Score = Rounded(score),
                Start = start,
                Id = id,
            };
        }
    }

    private double Rounded(double score) => _singlePrecision ? (float)score : score;

    private struct PathEnd
    {
        public double Score;
        public int Start;
        public int Id;
    }
}

/// <summary>A piece of an encoded text. A run of unknown characters is one piece with the unknown id and their text.</summary>
internal readonly record struct EncodedPiece(int Id, string Text);
