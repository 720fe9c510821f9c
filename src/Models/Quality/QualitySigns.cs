namespace TransformerService.Models.Quality;

/// <summary>
/// What a translation shows of its quality without a reference. All are known once it is decoded; no model runs for them.
/// </summary>
/// <param name="MeanLogProbability">The mean log-probability of its tokens, at most 0.</param>
/// <param name="LengthRatio">The absolute logarithm of its length divided by the text's, in characters.</param>
/// <param name="Repetition">The share of its words' pairs that it has already had, 0 to 1.</param>
/// <param name="Copied">The share of its words of at least four letters that the text has too, 0 to 1.</param>
/// <param name="Unknown">The share of the text's tokens that the vocabulary lacks, 0 to 1.</param>
/// <param name="Length">The logarithm of the number of its tokens.</param>
public readonly record struct QualitySigns(
    double MeanLogProbability,
    double LengthRatio,
    double Repetition,
    double Copied,
    double Unknown,
    double Length
)
{
    /// <summary>The number of signs.</summary>
    public const int Count = 6;

    /// <summary>Shorter words are often the same in both languages.</summary>
    private const int ShortestCopied = 4;

    /// <summary>A lower mean counts as this: it bounds what a single sign can say.</summary>
    private const double LeastMean = -5;

    /// <summary>Extracts the signs of a sentence's translation.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="translation">Its translation.</param>
    /// <param name="logProbability">The sum of the translation's log-probabilities.</param>
    /// <param name="tokens">The number of the translation's tokens, the end token included.</param>
    /// <param name="unknown">The share of the text's tokens that are unknown.</param>
    public static QualitySigns Of(string text, string translation, double logProbability, int tokens, double unknown)
    {
        var (read, written) = (Words(text), Words(translation));
        var known = read.ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] longer = [.. written.Where(word => word.Length >= ShortestCopied)];
        (string, string)[] pairs = [.. written.Zip(written.Skip(1))];
        return new QualitySigns(
            tokens == 0 ? 0 : Math.Clamp(logProbability / tokens, LeastMean, 0),
            Math.Abs(Math.Log((translation.Length + 1.0) / (text.Length + 1.0))),
            pairs.Length == 0 ? 0 : 1 - (pairs.Distinct().Count() / (double)pairs.Length),
            longer.Length == 0 ? 0 : longer.Count(known.Contains) / (double)longer.Length,
            unknown,
            Math.Log(Math.Max(1, tokens))
        );
    }

    /// <summary>Writes the signs, in the order of the parameters.</summary>
    public double[] ToArray() => [MeanLogProbability, LengthRatio, Repetition, Copied, Unknown, Length];

    private static string[] Words(string text)
    {
        var words = new List<string>();
        for (var start = 0; start < text.Length; )
        {
            var end = start;
            while (end < text.Length && char.IsLetter(text[end]))
            {
                end++;
            }

            if (end > start)
            {
                words.Add(text[start..end]);
            }

            start = end + 1;
        }

        return [.. words];
    }
}
