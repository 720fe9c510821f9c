namespace TransformerService.Tokenization.Bpe;

/// <summary>
/// Byte-pair encoding (Sennrich et al., 2016, https://arxiv.org/abs/1508.07909): the adjacent pair of the lowest rank is merged
/// until none is left. A queue of pairs over a linked list keeps very long words at n log n.
/// </summary>
/// <remarks>
/// The BpeTokenizer of Microsoft.ML.Tokenizers 2.0.1 is not used: it takes merged symbols out of its list one at a time, which is
/// quadratic in the length of a word, and refuses a merge whose result the vocabulary lacks.
/// </remarks>
internal sealed class BpeModel
{
    private const int None = -1;

    private readonly Dictionary<string, int> _vocabulary;
    private readonly BpeModelOptions _options;
    private readonly Dictionary<string, int> _symbols = new(StringComparer.Ordinal);
    private readonly List<int> _tokens = [];
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _merges = [];

    /// <param name="vocabulary">Ids by token.</param>
    /// <param name="merges">The pairs, best first. If a pair occurs twice, its later position counts.</param>
    /// <param name="options">What to do with unknown characters and the ends of words.</param>
    public BpeModel(Dictionary<string, int> vocabulary, IReadOnlyList<(string Left, string Right)> merges, BpeModelOptions options)
    {
        (_vocabulary, _options) = (vocabulary, options);
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right) = merges[rank];
            var tail = right.StartsWith(options.ContinuingPrefix, StringComparison.Ordinal)
                ? right[options.ContinuingPrefix.Length..]
                : right;
            _merges[(Symbol(left), Symbol(right))] = (rank, Symbol(left + tail));
        }

        foreach (var token in vocabulary.Keys)
        {
            Symbol(token);
        }
    }

    /// <summary>Adds the ids of one word to <paramref name="ids"/>.</summary>
    public void Encode(string word, List<int> ids, TextWork work)
    {
        if (_options.IgnoreMerges && _vocabulary.TryGetValue(word, out var whole))
        {
            ids.Add(whole);
            return;
        }

        var symbols = InitialSymbols(word, work);
        var next = Merge(symbols, work);
        var afterUnknown = false;
        for (var i = symbols.Length == 0 ? None : 0; i != None; i = next[i])
        {
            work.Step();
            var id = symbols[i] == None ? None : _tokens[symbols[i]];
            if (id != None)
            {
                ids.Add(id);
            }
            else if (_options.UnknownId is { } unknown && !(afterUnknown && _options.FuseUnknown))
            {
                ids.Add(unknown);
            }

            afterUnknown = id == None;
        }
    }

    private int[] InitialSymbols(string word, TextWork work)
    {
        var symbols = new List<int>(word.Length);
        for (var i = 0; i < word.Length; )
        {
            work.Step();
            var length = char.IsHighSurrogate(word[i]) && i + 1 < word.Length ? 2 : 1;
            var text = word.Substring(i, length);
            if (i > 0)
            {
                text = _options.ContinuingPrefix + text;
            }

            i += length;
            if (i == word.Length)
            {
                text += _options.WordSuffix;
            }

            if (_options.ByteFallback && !_vocabulary.ContainsKey(text) && BytePieces.Of(text).All(_vocabulary.ContainsKey))
            {
                symbols.AddRange(BytePieces.Of(text).Select(part => _symbols[part]));
            }
            else
            {
                symbols.Add(_symbols.GetValueOrDefault(text, None));
            }
        }

        return [.. symbols];
    }

    /// <summary>Merges in place. Returns, for each position that is left, the position of its successor.</summary>
    private int[] Merge(int[] symbols, TextWork work)
    {
        var next = new int[symbols.Length];
        var previous = new int[symbols.Length];
        var queue = new PriorityQueue<(int Place, int Left, int Right), (int Rank, int Place)>();
        for (var i = 0; i < symbols.Length; i++)
        {
            work.Step();
            previous[i] = i - 1;
            next[i] = i + 1 < symbols.Length ? i + 1 : None;
            Enqueue(queue, symbols, i, next[i]);
        }

        while (queue.TryDequeue(out var pair, out _))
        {
            work.Step();
            var (place, follower) = (pair.Place, next[pair.Place]);
            // The queue still holds pairs that an earlier merge has broken up.
            if (follower == None || symbols[place] != pair.Left || symbols[follower] != pair.Right)
            {
                continue;
            }

            symbols[place] = _merges[(pair.Left, pair.Right)].Merged;
            symbols[follower] = None;
            next[place] = next[follower];
            next[follower] = None;
            if (next[place] != None)
            {
                previous[next[place]] = place;
            }

            Enqueue(queue, symbols, previous[place], place);
            Enqueue(queue, symbols, place, next[place]);
        }

        return next;
    }

    private void Enqueue(PriorityQueue<(int Place, int Left, int Right), (int Rank, int Place)> queue, int[] symbols, int left, int right)
    {
        if (left != None && right != None && _merges.TryGetValue((symbols[left], symbols[right]), out var merge))
        {
            queue.Enqueue((left, symbols[left], symbols[right]), (merge.Rank, left));
        }
    }

    private int Symbol(string text)
    {
        if (!_symbols.TryGetValue(text, out var symbol))
        {
            symbol = _tokens.Count;
            _symbols[text] = symbol;
            _tokens.Add(_vocabulary.GetValueOrDefault(text, None));
        }

        return symbol;
    }
}
