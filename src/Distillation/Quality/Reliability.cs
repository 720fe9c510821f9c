using TransformerService.Evaluation.Reporting.Charts;
using TransformerService.Models.Quality;

namespace TransformerService.Distillation.Quality;

/// <summary>How far the qualities that a calibration gives agree with what they stand for.</summary>
internal static class Reliability
{
    private const int Bins = 10,
        LeastInBin = 5;

    /// <summary>The mean quality and mean chrF of sentences in ten groups of equal size by quality, the lowest first.</summary>
    public static IReadOnlyList<(double Quality, double ChrF, int Sentences)> Of(
        QualityCalibration calibration,
        IReadOnlyList<RatedSentence> sentences
    )
    {
        (double Quality, double ChrF)[] sorted =
        [
            .. sentences.Select(sentence => (Quality: calibration.Of(sentence.Signs), sentence.ChrF)).OrderBy(rated => rated.Quality),
        ];
        var size = Math.Max(LeastInBin, (sorted.Length + Bins - 1) / Bins);
        return
        [
            .. sorted
                .Chunk(size)
                .Select(group => (group.Average(rated => rated.Quality), group.Average(rated => rated.ChrF), group.Length)),
        ];
    }

    /// <summary>The mean difference of the groups' quality and chrF, weighted by their sentences.</summary>
    public static double Error(IReadOnlyList<(double Quality, double ChrF, int Sentences)> groups) =>
        groups.Sum(group => Math.Abs(group.Quality - group.ChrF) * group.Sentences) / groups.Sum(group => group.Sentences);

    /// <summary>Spearman's rank correlation of quality and chrF.</summary>
    public static double RankCorrelation(QualityCalibration calibration, IReadOnlyList<RatedSentence> sentences)
    {
        var (one, other) = (
            Ranks([.. sentences.Select(sentence => calibration.Of(sentence.Signs))]),
            Ranks([.. sentences.Select(sentence => sentence.ChrF)])
        );
        var mean = (sentences.Count - 1) / 2.0;
        var (both, first, second) = (0.0, 0.0, 0.0);
        for (var place = 0; place < one.Length; place++)
        {
            both += (one[place] - mean) * (other[place] - mean);
            first += Math.Pow(one[place] - mean, 2);
            second += Math.Pow(other[place] - mean, 2);
        }

        return first == 0 || second == 0 ? 0 : both / Math.Sqrt(first * second);
    }

    /// <summary>The diagram: a line for each file, and the diagonal on which a perfect calibration lies.</summary>
    public static Chart Draw(CalibratedQuality quality) =>
        new(
            "Reliability",
            "quality",
            "mean chrF with the teacher",
            [
                .. quality
                    .HeldOut.GroupBy(sentence => sentence.Set)
                    .Select(
                        (set, number) =>
                            new ChartSeries(
                                set.Key,
                                number,
                                [.. Of(quality.Calibration, [.. set]).Select(group => new ChartPoint(group.Quality, group.ChrF))]
                            )
                    ),
                new ChartSeries("quality = chrF", SvgChart.Colors - 1, [new ChartPoint(0, 0), new ChartPoint(1, 1)]) { IsDashed = true },
            ]
        );

    /// <summary>Equal values share the mean of their ranks.</summary>
    private static double[] Ranks(double[] values)
    {
        var ranks = new double[values.Length];
        var rank = 0;
        foreach (var equal in values.Index().GroupBy(value => value.Item).OrderBy(group => group.Key))
        {
            (int Index, double Item)[] members = [.. equal];
            Array.ForEach(members, member => ranks[member.Index] = rank + ((members.Length - 1) / 2.0));
            rank += members.Length;
        }

        return ranks;
    }
}
