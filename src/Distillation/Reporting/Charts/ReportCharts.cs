using TransformerService.Distillation.Evaluation;
using TransformerService.Evaluation.Reporting.Charts;

namespace TransformerService.Distillation.Reporting.Charts;

/// <summary>The charts of a report.</summary>
internal static class ReportCharts
{
    /// <summary>Charts of the loss, and of the score if one was measured, over training time.</summary>
    public static IReadOnlyList<Chart> LearningCurves(IReadOnlyList<LearningCurve> curves)
    {
        if (curves.Count == 0)
        {
            return [];
        }

        var longest = curves.SelectMany(curve => curve.Points).Max(point => point.Seconds);
        (double seconds, var unit) = longest switch
        {
            < 120 => (1, "seconds"),
            < 7200 => (60, "minutes"),
            _ => (3600, "hours"),
        };
        var time = $"training time ({unit})";
        ChartSeries Series(string what, int number, Func<LearningCurvePoint, double?> value) =>
            new(
                $"{curves[number].Name}, {what}",
                number,
                [
                    .. curves[number]
                        .Points.Where(point => value(point) is not null)
                        .Select(point => new ChartPoint(point.Seconds / seconds, value(point) ?? 0)),
                ]
            );
        var numbers = Enumerable.Range(0, curves.Count);
        IReadOnlyList<ChartSeries> scores =
        [
            .. numbers
                .Select(number => Series("validation", number, point => point.ValidationScore))
                .Where(series => series.Points.Count > 0),
        ];
        IReadOnlyList<ChartSeries> losses =
        [
            .. numbers.SelectMany(number =>
                (ChartSeries[])
                    [
                        Series("validation", number, point => point.ValidationLoss),
                        Series("training", number, point => point.TrainingLoss) with
                        {
                            IsDashed = true,
                        },
                    ]
            ),
        ];
        Chart loss = new("Loss over training time", time, "loss (nats)", losses);
        return scores.Count == 0 ? [loss] : [new Chart("Validation score over training time", time, "score", scores), loss];
    }

    /// <summary>Charts, for each set, of the score over size and over speed.</summary>
    public static IReadOnlyList<Chart> Costs(IReadOnlyList<EvaluationRow> rows) =>
        [
            .. rows.GroupBy(row => row.Set)
                .SelectMany(set =>
                    (Chart[])
                        [
                            Against(set, "size", "size of the model (MB)", row => row.ModelBytes / 1e6),
                            Against(set, "speed", "speed (tokens/s)", row => row.TokensPerSecond),
                        ]
                ),
        ];

    private static Chart Against(IGrouping<string, EvaluationRow> set, string what, string title, Func<EvaluationRow, double> cost)
    {
        var translates = set.First().Translation is not null;
        return new Chart(
            $"{(translates ? "BLEU" : "Accuracy")} and {what}, {set.Key}",
            title,
            translates ? "BLEU" : "accuracy (%)",
            [
                .. set.Select(row => new ChartSeries(
                    EvaluationRow.Name(row.System),
                    (int)row.System,
                    [new ChartPoint(cost(row), Score(row))]
                )),
            ]
        )
        {
            LeastSpan = 5,
        };
    }

    private static double Score(EvaluationRow row) => row.Translation?.Bleu ?? (100 * row.Classification?.Accuracy ?? 0);
}
