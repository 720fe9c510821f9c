using System.Buffers;

namespace TransformerService.Tokenization.AddedTokens;

/// <summary>Finds added tokens in a text: the leftmost, and the longest of those that start there.</summary>
public sealed class AddedTokenTrie
{
    /// <summary>Bounds the memory: a node takes about a hundred bytes.</summary>
    private const int MostCharacters = 1_000_000;
    private readonly Node _root = new();
    private readonly SearchValues<char> _starts;

    /// <param name="tokens">The tokens by their text.</param>
    public AddedTokenTrie(IEnumerable<KeyValuePair<string, AddedToken>> tokens)
    {
        var characters = 0L;
        foreach (var (content, token) in tokens)
        {
            characters += content.Length;
            if (characters > MostCharacters)
            {
                throw new TokenizerLoadException($"The tokenizer's added tokens have more than {MostCharacters} characters between them.");
            }

            Insert(content, token);
        }

        _starts = SearchValues.Create([.. _root.Next.Keys]);
    }

    /// <summary>Finds the first token at or after <paramref name="from"/>; null if there is none.</summary>
    public AddedToken? Find(string text, int from, TextWork work, out int start, out int length)
    {
        for (start = from; start < text.Length; start++)
        {
            var skip = text.AsSpan(start).IndexOfAny(_starts);
            if (skip < 0)
            {
                work.Pass(text.Length - start);
                break;
            }

            work.Pass(skip);
            start += skip;
            if (LongestAt(text, start, work, out length) is { } token)
            {
                return token;
            }
        }

        length = 0;
        return null;
    }

    private AddedToken? LongestAt(string text, int start, TextWork work, out int length)
    {
        AddedToken? longest = null;
        length = 0;
        var node = _root;
        for (var i = start; i < text.Length && node.Next.TryGetValue(text[i], out var next); i++)
        {
            work.Step();
            node = next;
            if (node.Token is not null)
            {
                longest = node.Token;
                length = i + 1 - start;
            }
        }

        return longest;
    }

    private void Insert(string content, AddedToken token)
    {
        if (content.Length == 0)
        {
            return;
        }

        var node = _root;
        foreach (var c in content)
        {
            if (!node.Next.TryGetValue(c, out var next))
            {
                node.Next[c] = next = new Node();
            }

            node = next;
        }

        node.Token = token;
    }

    private sealed class Node
    {
        public Dictionary<char, Node> Next { get; } = [];

        public AddedToken? Token { get; set; }
    }
}
