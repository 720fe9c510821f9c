namespace TransformerService.Distillation.Data.WordPiece;

/// <summary>
/// Words as sequences of pieces, and the frequency of each pair of neighbours. The counts are updated as pairs are merged, so a
/// merge costs no more than the words that it changes.
/// </summary>
internal sealed class PairMerges
{
    private readonly List<string> _pieces;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<(int[] Pieces, long Count)> _words = [];
    private readonly Dictionary<(int Left, int Right), long> _counts = [];
    private readonly Dictionary<(int Left, int Right), HashSet<int>> _places = [];

    // Counts as of when they were queued. The largest comes first; on ties the pair whose pieces are older.
    private readonly PriorityQueue<(int Left, int Right), (long MinusCount, int Left, int Right)> _queue = new();
    private bool _queued;

    /// <param name="pieces">The vocabulary to begin with.</param>
    public PairMerges(IEnumerable<string> pieces)
    {
        _pieces = [.. pieces];
        for (var id = 0; id < _pieces.Count; id++)
        {
            _ids.Add(_pieces[id], id);
        }
    }

    /// <summary>The vocabulary so far, merged pieces in the order in which they were made.</summary>
    public IReadOnlyList<string> Pieces => _pieces;

    /// <summary>Adds a word that consists of pieces of the vocabulary, with its frequency.</summary>
    public void Add(IEnumerable<string> pieces, long count)
    {
        _words.Add(([.. pieces.Select(piece => _ids[piece])], count));
        Count(_words.Count - 1, _words[^1].Pieces, count);
    }

    /// <summary>Merges the most frequent pair into one piece, everywhere.</summary>
    /// <returns>False if no pair occurs <paramref name="minCount"/> times.</returns>
    public bool MergeBest(long minCount)
    {
        if (!_queued)
        {
            QueueAll();
        }

        while (_queue.TryDequeue(out var pair, out var queued))
        {
            var count = _counts.GetValueOrDefault(pair);
            if (count != -queued.MinusCount)
            {
                // The pair has become rarer since it was queued; one that became more frequent was queued again.
                Queue(pair, count);
                continue;
            }

            if (count < minCount)
            {
                return false;
            }

            Merge(pair);
            return true;
        }

        return false;
    }

    private void Merge((int Left, int Right) pair)
    {
        var merged = Id(_pieces[pair.Left] + _pieces[pair.Right][WordPieceVocabulary.Prefix.Length..]);
        var grown = new HashSet<(int Left, int Right)>();
        _places.Remove(pair, out var places);
        foreach (var place in places ?? [])
        {
            var (pieces, count) = _words[place];
            Count(place, pieces, -count);
            pieces = Replace(pieces, pair, merged);
            Count(place, pieces, count);
            _words[place] = (pieces, count);
            for (var i = 1; i < pieces.Length; i++)
            {
                if (pieces[i - 1] == merged || pieces[i] == merged)
                {
                    grown.Add((pieces[i - 1], pieces[i]));
                }
            }
        }

        foreach (var neighbours in grown)
        {
            Queue(neighbours, _counts[neighbours]);
        }
    }

    private static int[] Replace(int[] pieces, (int Left, int Right) pair, int merged)
    {
        var result = new List<int>(pieces.Length);
        for (var i = 0; i < pieces.Length; i++)
        {
            var isPair = i + 1 < pieces.Length && (pieces[i], pieces[i + 1]) == pair;
            result.Add(isPair ? merged : pieces[i]);
            i += isPair ? 1 : 0;
        }

        return [.. result];
    }

    private void Count(int place, int[] pieces, long count)
    {
        for (var i = 1; i < pieces.Length; i++)
        {
            var pair = (pieces[i - 1], pieces[i]);
            _counts[pair] = _counts.GetValueOrDefault(pair) + count;
            if (count > 0)
            {
                (_places.TryGetValue(pair, out var places) ? places : _places[pair] = []).Add(place);
            }
        }
    }

    private int Id(string piece)
    {
        if (_ids.TryAdd(piece, _pieces.Count))
        {
            _pieces.Add(piece);
        }

        return _ids[piece];
    }

    private void QueueAll()
    {
        _queued = true;
        foreach (var (pair, count) in _counts)
        {
            Queue(pair, count);
        }
    }

    private void Queue((int Left, int Right) pair, long count)
    {
        if (count > 0)
        {
            _queue.Enqueue(pair, (-count, pair.Left, pair.Right));
        }
    }
}
