namespace TransformerService.Evaluation.Metrics;

/// <summary>
/// Corpus BLEU (Papineni et al. 2002, https://aclanthology.org/P02-1040) as sacreBLEU computes it by default (Post 2018,
/// https://aclanthology.org/W18-6319): one reference, case kept, tokenization 13a, n-grams up to 4, exponential smoothing.
/// </summary>
public static class Bleu
{
    public const int MaxOrder = 4;

    /// <summary>
    /// The configuration of the score, in the form that sacreBLEU prints. The version is that of the sacreBLEU it was compared with.
    /// </summary>
    public const string Signature = "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0";

    /// <summary>The score of a corpus.</summary>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    public static BleuScore Corpus(IReadOnlyList<string> hypotheses, IReadOnlyList<string> references) =>
        Score(Statistics(hypotheses, references).Aggregate((sum, segment) => sum + segment));

    /// <summary>The statistics of each segment. The score of any selection of segments can be computed from them.</summary>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    public static BleuStatistics[] Statistics(IReadOnlyList<string> hypotheses, IReadOnlyList<string> references)
    {
        Segments.Check(hypotheses, references);
        var statistics = new BleuStatistics[hypotheses.Count];
        for (var i = 0; i < statistics.Length; i++)
        {
            statistics[i] = BleuStatistics.Of(Tokenizer13a.Tokenize(hypotheses[i]), Tokenizer13a.Tokenize(references[i]));
        }

        return statistics;
    }

    /// <summary>The geometric mean of the precisions, times the brevity penalty.</summary>
    public static BleuScore Score(in BleuStatistics statistics)
    {
        var (hypothesis, reference) = (statistics.HypothesisLength, statistics.ReferenceLength);
        var penalty =
            hypothesis >= reference ? 1
            : hypothesis > 0 ? Math.Exp(1 - (double)reference / hypothesis)
            : 0;
        var precisions = new double[MaxOrder];
        if (statistics.Matches.Equals(default))
        {
            return new BleuScore(0, precisions, penalty, hypothesis, reference);
        }

        // Smoothing "exp", Method 3 of Chen and Cherry 2014 (https://aclanthology.org/W14-3346), as mteval-v13a.pl does it: the first
        // order without a match counts half a match, the next a quarter. An order without any n-gram keeps a precision of 0.
        var smoothing = 1.0;
        for (var i = 0; i < MaxOrder && statistics.Totals[i] > 0; i++)
        {
            smoothing *= statistics.Matches[i] == 0 ? 2 : 1;
            precisions[i] = 100 * (statistics.Matches[i] == 0 ? 1 / smoothing : statistics.Matches[i]) / statistics.Totals[i];
        }

        // A corpus without a single n-gram of some order has no effective order here: its score is 0.
        var mean = precisions.All(precision => precision > 0) ? Math.Exp(precisions.Average(Math.Log)) : 0;
        return new BleuScore(penalty * mean, precisions, penalty, hypothesis, reference);
    }
}

/// <summary>A BLEU score and what it is made of.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Precisions">Per cent, unigrams first, smoothed where nothing matched.</param>
/// <param name="BrevityPenalty">1 unless the hypotheses are shorter than the references.</param>
/// <param name="HypothesisLength">Tokens of the hypotheses.</param>
/// <param name="ReferenceLength">Tokens of the references.</param>
public sealed record BleuScore(
    double Score,
    IReadOnlyList<double> Precisions,
    double BrevityPenalty,
    long HypothesisLength,
    long ReferenceLength
);
