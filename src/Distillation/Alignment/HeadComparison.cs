using TransformerService.Models.Exports;

namespace TransformerService.Distillation.Alignment;

/// <summary>
/// Compares heads with links of pieces: the share of linked target pieces whose most attended source piece is the linked one, for a head
/// or for the mean of several.
/// </summary>
/// <param name="layers">The decoder's layers.</param>
/// <param name="heads">The heads of a layer.</param>
internal sealed class HeadComparison(int layers, int heads)
{
    private readonly List<(int Link, float[] Attention)> _pieces = [];

    /// <summary>The number of linked target pieces.</summary>
    public int Pieces => _pieces.Count;

    /// <summary>The numbers that are kept.</summary>
    public long Numbers { get; private set; }

    /// <summary>Adds a pair.</summary>
    /// <param name="attentions">Each layer's attention, <c>[heads, target, source]</c>, the end tokens included.</param>
    /// <param name="links">As <see cref="WordAligner.Links"/> gives them.</param>
    /// <param name="sources">The source's length with its end token, which does not count.</param>
    public void Add(IReadOnlyList<float[]> attentions, int[] links, int sources)
    {
        for (var position = 0; position < links.Length; position++)
        {
            if (links[position] < 0)
            {
                continue;
            }

            var kept = new float[layers * heads * (sources - 1)];
            for (var place = 0; place < layers * heads; place++)
            {
                (var layer, var head) = (place / heads, place % heads);
                attentions[layer]
                    .AsSpan(((head * links.Length) + position) * sources, sources - 1)
                    .CopyTo(kept.AsSpan(place * (sources - 1)));
            }

            _pieces.Add((links[position], kept));
            Numbers += kept.Length;
        }
    }

    /// <summary>The agreement of each head alone, the best first.</summary>
    public IReadOnlyList<(AlignmentHead Head, double Agreement)> Single() =>
        [
            .. Enumerable
                .Range(0, layers * heads)
                .Select(place => new AlignmentHead(place / heads, place % heads))
                .Select(head => (head, Agreement([head])))
                .OrderByDescending(entry => entry.Item2),
        ];

    /// <summary>The best head, and those that one after the other raise the agreement of the mean by at least <paramref name="least"/>.</summary>
    public (IReadOnlyList<AlignmentHead> Heads, double Agreement) Best(double least)
    {
        var single = Single();
        List<AlignmentHead> chosen = [single[0].Head];
        var reached = single[0].Agreement;
        while (chosen.Count < single.Count)
        {
            (var next, var agreement) = single
                .Where(entry => !chosen.Contains(entry.Head))
                .Select(entry => (entry.Head, Agreement([.. chosen, entry.Head])))
                .MaxBy(entry => entry.Item2);
            if (agreement < reached + least)
            {
                break;
            }

            chosen.Add(next);
            reached = agreement;
        }

        return (chosen, reached);
    }

    /// <summary>The agreement of the mean of heads, 0 to 1.</summary>
    public double Agreement(IReadOnlyList<AlignmentHead> chosen)
    {
        int[] places = [.. chosen.Select(head => (head.Layer * heads) + head.Head)];
        return _pieces.Count(piece => MostAttended(piece.Attention, places) == piece.Link) / (double)Math.Max(1, _pieces.Count);
    }

    private int MostAttended(float[] attention, int[] places)
    {
        var sources = attention.Length / (layers * heads);
        (var best, var most) = (0, -1f);
        for (var position = 0; position < sources; position++)
        {
            var sum = 0f;
            foreach (var place in places)
            {
                sum += attention[(place * sources) + position];
            }

            (best, most) = sum > most ? (position, sum) : (best, most);
        }

        return best;
    }
}
