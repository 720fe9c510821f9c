using System.Text;

namespace TransformerService.Tokenization.SentencePiece;

/// <summary>A prefix tree over the UTF-8 bytes of pieces.</summary>
internal sealed class PieceTrie
{
    public const int Root = 0;
    public const int None = -1;

    /// <summary>Bounds the time: from every position of a text, the trie is followed up to the longest piece.</summary>
    private const int LongestPiece = 1_024;

    private readonly Dictionary<(int Node, byte Label), int> _edges = [];
    private readonly List<int> _values = [None];

    // Every text visits the root's edges at every character, so they have a table of their own.
    private readonly int[] _fromRoot = new int[256];

    public bool IsEmpty => _edges.Count == 0;

    public void Add(string piece, int value)
    {
        var node = Root;
        var labels = Encoding.UTF8.GetBytes(piece);
        if (labels.Length > LongestPiece)
        {
            throw new TokenizerLoadException($"The tokenizer has a piece of more than {LongestPiece} bytes.");
        }

        foreach (var label in labels)
        {
            if (!_edges.TryGetValue((node, label), out var next))
            {
                next = _values.Count;
                _values.Add(None);
                _edges[(node, label)] = next;
                if (node == Root)
                {
                    _fromRoot[label] = next;
                }
            }

            node = next;
        }

        _values[node] = value;
    }

    /// <summary>The node that <paramref name="label"/> leads to, or <see cref="None"/>.</summary>
    public int Next(int node, byte label)
    {
        if (node == Root)
        {
            return _fromRoot[label] == Root ? None : _fromRoot[label];
        }

        return _edges.TryGetValue((node, label), out var next) ? next : None;
    }

    /// <summary>The value of the piece that ends at the node, or <see cref="None"/>.</summary>
    public int Value(int node) => _values[node];

    /// <summary>The length in bytes of the longest piece that <paramref name="text"/> starts with; 0 if there is none.</summary>
    public int LongestPrefix(ReadOnlySpan<byte> text)
    {
        var longest = 0;
        var node = Root;
        for (var i = 0; i < text.Length && (node = Next(node, text[i])) != None; i++)
        {
            longest = Value(node) != None ? i + 1 : longest;
        }

        return longest;
    }
}
