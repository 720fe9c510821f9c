using System.Numerics;

namespace TransformerService.Inference.Decoding;

/// <summary>The best candidates seen, best first; ties in the order in which they were seen.</summary>
internal sealed class CandidateList(int capacity)
{
    private readonly Candidate[] _best = new Candidate[capacity];

    public int Count { get; private set; }

    public Candidate this[int rank] => _best[rank];

    public void Clear() => Count = 0;

    /// <summary>Offers every token of a beam; −∞ (forbidden) and NaN are skipped.</summary>
    public void Offer(ReadOnlySpan<float> scores, int beam)
    {
        var token = 0;
        for (; token <= scores.Length - Vector<float>.Count; token += Vector<float>.Count)
        {
            // Nearly every block contains nothing better than the kept candidates.
            if (Vector.GreaterThanAny(new Vector<float>(scores[token..]), new Vector<float>(Threshold)))
            {
                for (var lane = token; lane < token + Vector<float>.Count; lane++)
                {
                    Offer(scores[lane], lane, beam);
                }
            }
        }

        for (; token < scores.Length; token++)
        {
            Offer(scores[token], token, beam);
        }
    }

    private float Threshold => Count < _best.Length ? float.NegativeInfinity : _best[^1].Score;

    private void Offer(float score, int token, int beam)
    {
        if (!(score > Threshold))
        {
            return;
        }

        var place = Count < _best.Length ? Count++ : Count - 1;
        for (; place > 0 && _best[place - 1].Score < score; place--)
        {
            _best[place] = _best[place - 1];
        }

        _best[place] = new Candidate(score, token, beam);
    }
}

/// <summary>A continuation: <paramref name="Token"/> after the tokens of <paramref name="Beam"/>, with their combined score.</summary>
internal readonly record struct Candidate(float Score, int Token, int Beam);
