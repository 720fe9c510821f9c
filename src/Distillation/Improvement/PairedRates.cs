using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Improvement;

/// <summary>How often two versions are wrong on the same texts.</summary>
/// <param name="Texts">Number of texts.</param>
/// <param name="Old">The old version's rate of errors, weighted; 0 to 1.</param>
/// <param name="New">The new version's.</param>
/// <param name="Lower">Lower end of the 95 % interval of the gain, old minus new, by paired bootstrap resampling.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Repaired">Texts that only the old version gets wrong.</param>
/// <param name="Broken">Texts that only the new version gets wrong.</param>
/// <param name="Cautious">
/// The gain if as many of the texts that the old version gets right are broken as the texts allow: the upper bound of their share, with a
/// chance of 5 % to be exceeded. Few of them represent much traffic, and resampling cannot show what none of them shows.
/// </param>
/// <param name="Right">Texts that the old version gets right.</param>
/// <param name="PValue">
/// One-sided exact sign test (McNemar 1947): the chance of so many repaired among the repaired and broken if each were as likely.
/// </param>
internal sealed record PairedRates(
    int Texts,
    double Old,
    double New,
    double Lower,
    double Upper,
    double Cautious,
    int Right,
    int Repaired,
    int Broken,
    double PValue
)
{
    private const double Delta = 0.05;

    /// <summary>Fewer texts that the old version gets right do not show what is broken.</summary>
    private const int LeastRight = 20;

    private const int Resamples = 10_000;
    private const ulong Seed = 0xB007;

    /// <summary>How much lower the new version's rate is.</summary>
    public double Gain => Old - New;

    /// <summary>
    /// Whether the new version is better beyond chance: by the interval and the cautious gain, which know the weights, and by the exact
    /// test, which a few texts do not mislead.
    /// </summary>
    public bool IsBetter => Lower > 0 && Cautious > 0 && Right >= LeastRight && PValue <= Delta;

    /// <param name="texts">For each text its weight, and whether each version is wrong; at least one.</param>
    public static PairedRates Of(IReadOnlyList<(double Weight, bool OldWrong, bool NewWrong)> texts) =>
        OfLosses([.. texts.Select(text => (text.Weight, text.OldWrong ? 1.0 : 0, text.NewWrong ? 1.0 : 0))]);

    /// <summary>The same of losses between 0 and 1: repaired and broken are the texts that lose less and more than before.</summary>
    /// <param name="texts">For each text its weight, and what each version loses; at least one.</param>
    public static PairedRates OfLosses(IReadOnlyList<(double Weight, double Old, double New)> texts)
    {
        (var old, var changed) = Rates(texts.Count, text => text);
        var random = new SplitMix(Seed);
        var gains = new double[Resamples];
        for (var resample = 0; resample < Resamples; resample++)
        {
            (var before, var after) = Rates(texts.Count, _ => random.Below(texts.Count));
            gains[resample] = before - after;
        }

        var interval = ScoreInterval.Of(gains);
        int repaired = texts.Count(text => text.New < text.Old),
            broken = texts.Count(text => text.New > text.Old),
            right = texts.Count(text => text.Old == 0);
        var weight = texts.Sum(text => text.Weight);
        var cautious =
            (Weight(text => text.New < text.Old) - (BinomialBound.Upper(broken, right, Delta) * Weight(text => text.Old == 0))) / weight;
        return new PairedRates(
            texts.Count,
            old,
            changed,
            interval.Lower,
            interval.Upper,
            cautious,
            right,
            repaired,
            broken,
            SignTest(repaired, repaired + broken)
        );

        double Weight(Func<(double Weight, double Old, double New), bool> counts) => texts.Where(counts).Sum(text => text.Weight);

        (double Old, double New) Rates(int count, Func<int, int> place)
        {
            double sum = 0,
                first = 0,
                second = 0;
            for (var i = 0; i < count; i++)
            {
                var text = texts[place(i)];
                sum += text.Weight;
                first += text.Old * text.Weight;
                second += text.New * text.Weight;
            }

            return (first / sum, second / sum);
        }
    }

    /// <summary>The chance of at least so many heads in so many throws of a fair coin.</summary>
    private static double SignTest(int heads, int throws)
    {
        // Terms from the logarithm of C(n, k), so that large n do not overflow.
        double sum = 0,
            logarithm = -throws * Math.Log(2);
        for (var k = 0; k <= throws; k++)
        {
            sum += k >= heads ? Math.Exp(logarithm) : 0;
            logarithm += Math.Log(throws - k) - Math.Log(k + 1);
        }

        return Math.Min(1, sum);
    }
}
