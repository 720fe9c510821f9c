using TransformerService.Tokenization;

namespace TransformerService.Inference.Markup;

/// <summary>What the tokens of a block's translation attend to, in the order of the translation.</summary>
/// <param name="Tokens">The tokens.</param>
internal sealed record BlockAttention(IReadOnlyList<AttendingToken> Tokens)
{
    /// <summary>The same for a translation without its first characters.</summary>
    public BlockAttention Without(int removed) =>
        removed == 0
            ? this
            : new([
                .. Tokens.Select(token =>
                    token with
                    {
                        Start = Math.Max(0, token.Start - removed),
                        End = Math.Max(0, token.End - removed),
                    }
                ),
            ]);

    /// <summary>Adds up the attention of the tokens of each word to each gap, as means over the word's tokens.</summary>
    /// <param name="words">Where the words stand in the translation, in order.</param>
    /// <param name="starts">Where the gaps begin in the block's text, in order.</param>
    /// <param name="add">Called with the index of a gap, that of a word, and a share of its attention.</param>
    /// <param name="work">Counts the work.</param>
    public void ForEach(IReadOnlyList<(int Start, int End)> words, int[] starts, Action<int, int, double> add, TextWork work)
    {
        var first = 0;
        var ofTokens = new (int Gap, double Share)[Tokens.Count][];
        for (var word = 0; word < words.Count; word++)
        {
            while (first < Tokens.Count && Tokens[first].End <= words[word].Start)
            {
                first++;
            }

            var end = first;
            while (end < Tokens.Count && Tokens[end].Start < words[word].End)
            {
                end++;
            }

            for (var token = first; token < end; token++)
            {
                var shares = ofTokens[token] ??= Shares(Tokens[token], starts, work);
                work.Step(1 + shares.Length);
                foreach (var (gap, share) in shares)
                {
                    add(gap, word, share / (end - first));
                }
            }
        }
    }

    /// <summary>The gaps that a token attends to.</summary>
    private static (int Gap, double Share)[] Shares(AttendingToken token, int[] starts, TextWork work)
    {
        var attention = token.Attention.Span;
        var shares = new List<(int Gap, double Share)>();
        work.Step(attention.Length);
        for (var place = 0; place < attention.Length; place++)
        {
            if (token.Sources[place] is >= 0 and var source)
            {
                var found = Array.BinarySearch(starts, source);
                var gap = Math.Max(0, found < 0 ? ~found - 1 : found);
                if (shares.Count > 0 && shares[^1].Gap == gap)
                {
                    shares[^1] = (gap, shares[^1].Share + attention[place]);
                }
                else
                {
                    shares.Add((gap, attention[place]));
                }
            }
        }

        return [.. shares];
    }
}

/// <summary>A token of a translation.</summary>
/// <param name="Start">Where it begins in the block's translation.</param>
/// <param name="End">The first offset after it.</param>
/// <param name="Sources">The last character of each token of the source in the block's text; −1 for one that is not of the text.</param>
/// <param name="Attention">How much of its attention it gives to each of these.</param>
internal readonly record struct AttendingToken(int Start, int End, int[] Sources, ReadOnlyMemory<float> Attention);
