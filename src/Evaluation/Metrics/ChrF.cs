namespace TransformerService.Evaluation.Metrics;

/// <summary>
/// Corpus chrF2 (Popović 2015, https://aclanthology.org/W15-3049) as sacreBLEU computes it by default: one reference, character
/// n-grams up to 6 without white space, no word n-grams, recall twice as important as precision, orders that one side lacks left out.
/// </summary>
public static class ChrF
{
    public const int MaxOrder = NGrams.MaxOrder;

    /// <summary>How much more recall weighs than precision.</summary>
    public const int Beta = 2;

    /// <summary>
    /// The configuration of the score, in the form that sacreBLEU prints. The version is that of the sacreBLEU it was compared with.
    /// </summary>
    public const string Signature = "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0";

    /// <summary>The score of a corpus, 0 to 100.</summary>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    public static double Corpus(IReadOnlyList<string> hypotheses, IReadOnlyList<string> references)
    {
        Segments.Check(hypotheses, references);
        var statistics = new ChrFStatistics();
        for (var i = 0; i < hypotheses.Count; i++)
        {
            statistics.Add(hypotheses[i], references[i]);
        }

        return Score(statistics);
    }

    /// <summary>F-beta of the precision and the recall, each averaged over the orders that both sides have: the effective ones.</summary>
    public static double Score(ChrFStatistics statistics)
    {
        var (precision, recall, orders) = (0.0, 0.0, 0);
        for (var i = 0; i < MaxOrder; i++)
        {
            if (statistics.Hypothesis[i] > 0 && statistics.Reference[i] > 0)
            {
                precision += (double)statistics.Matches[i] / statistics.Hypothesis[i];
                recall += (double)statistics.Matches[i] / statistics.Reference[i];
                orders++;
            }
        }

        if (orders == 0 || precision + recall == 0)
        {
            return 0;
        }

        (precision, recall) = (precision / orders, recall / orders);
        const double Factor = Beta * Beta;
        return 100 * (1 + Factor) * precision * recall / (Factor * precision + recall);
    }
}
