using TransformerService.Tokenization.Unicode;

namespace TransformerService.Evaluation.Metrics;

/// <summary>
/// The counts that chrF needs for a segment or for a corpus: for each order the character n-grams of the hypothesis, of the reference, and
/// those that match. The statistics of a corpus are the sums of its segments' statistics.
/// </summary>
public sealed class ChrFStatistics
{
    private readonly long[] _hypothesis = new long[ChrF.MaxOrder];
    private readonly long[] _reference = new long[ChrF.MaxOrder];
    private readonly long[] _matches = new long[ChrF.MaxOrder];

    /// <summary>
    /// n-grams of the hypothesis, unigrams first. Where a segment's reference has no n-gram of an order, the segment's do not count.
    /// </summary>
    public IReadOnlyList<long> Hypothesis => _hypothesis;

    /// <summary>n-grams of the reference, unigrams first.</summary>
    public IReadOnlyList<long> Reference => _reference;

    /// <summary>n-grams that both have, unigrams first.</summary>
    public IReadOnlyList<long> Matches => _matches;

    /// <summary>Adds a segment.</summary>
    public void Add(string hypothesis, string reference)
    {
        var (left, right) = (CodePoints(hypothesis), CodePoints(reference));
        for (var order = 1; order <= ChrF.MaxOrder; order++)
        {
            var there = Math.Max(0, right.Length - order + 1);
            _hypothesis[order - 1] += there > 0 ? Math.Max(0, left.Length - order + 1) : 0;
            _reference[order - 1] += there;
            _matches[order - 1] += NGrams.Matches(NGrams.Count(left, order), NGrams.Count(right, order));
        }
    }

    private static int[] CodePoints(string text) => [.. string.Concat(UnicodeText.Words(text)).EnumerateRunes().Select(rune => rune.Value)];
}
