using System.Runtime.CompilerServices;

namespace TransformerService.Evaluation.Metrics;

/// <summary>
/// The counts that BLEU needs for a segment or for a corpus: lengths in tokens, and per order how many n-grams the hypothesis has and how
/// many of them the reference has too. The statistics of a corpus are the sums of its segments' statistics.
/// </summary>
public readonly record struct BleuStatistics(
    long HypothesisLength,
    long ReferenceLength,
    BleuStatistics.Orders Matches,
    BleuStatistics.Orders Totals
)
{
    public static BleuStatistics operator +(BleuStatistics left, BleuStatistics right) =>
        new(
            left.HypothesisLength + right.HypothesisLength,
            left.ReferenceLength + right.ReferenceLength,
            left.Matches.Plus(right.Matches),
            left.Totals.Plus(right.Totals)
        );

    /// <summary>Counts tokens of one segment.</summary>
    public static BleuStatistics Of(IReadOnlyList<string> hypothesis, IReadOnlyList<string> reference)
    {
        // Words are replaced by numbers that are valid in this segment only.
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] Number(IReadOnlyList<string> tokens)
        {
            var result = new int[tokens.Count];
            for (var i = 0; i < result.Length; i++)
            {
                numbers.TryAdd(tokens[i], numbers.Count);
                result[i] = numbers[tokens[i]];
            }

            return result;
        }

        var (left, right) = (Number(hypothesis), Number(reference));
        Orders matches = default,
            totals = default;
        for (var order = 1; order <= Bleu.MaxOrder; order++)
        {
            matches[order - 1] = NGrams.Matches(NGrams.Count(left, order), NGrams.Count(right, order));
            totals[order - 1] = Math.Max(0, left.Length - order + 1);
        }

        return new BleuStatistics(left.Length, right.Length, matches, totals);
    }

    /// <summary>One count for each order, unigrams first.</summary>
    [InlineArray(Bleu.MaxOrder)]
    public struct Orders : IEquatable<Orders>
    {
        private long _first;

        public readonly Orders Plus(Orders other)
        {
            Orders sum = default;
            for (var i = 0; i < Bleu.MaxOrder; i++)
            {
                sum[i] = this[i] + other[i];
            }

            return sum;
        }

        public static bool operator ==(Orders left, Orders right) => left.Equals(right);

        public static bool operator !=(Orders left, Orders right) => !left.Equals(right);

        public readonly bool Equals(Orders other) => ((ReadOnlySpan<long>)this).SequenceEqual(other);

        public override readonly bool Equals(object? obj) => obj is Orders other && Equals(other);

        public override readonly int GetHashCode() => HashCode.Combine(this[0], this[1], this[2], this[3]);
    }
}
