using System.Globalization;
using TransformerService.Distillation.Evaluation;
using TransformerService.Evaluation.Metrics;
using TransformerService.Evaluation.Reporting;

namespace TransformerService.Distillation.Reporting;

/// <summary>The tables of a report.</summary>
internal static class ReportTables
{
    private const string None = "–";

    /// <summary>Returns the tables that have rows.</summary>
    public static IReadOnlyList<ReportTable> Of(EvaluationReport report)
    {
        IReadOnlyList<ReportTable> all =
        [
            Translation([.. report.Rows.Where(row => row.Translation is not null)]),
            Classification([.. report.Rows.Where(row => row.Classification is not null)]),
            Differences(report.Differences),
        ];
        return [.. all.Where(table => table.Rows.Count > 0)];
    }

    /// <summary>The points of a learning curve.</summary>
    public static ReportTable Points(LearningCurve curve) =>
        ReportTable.Of<LearningCurvePoint>(
            $"Learning curve of {curve.Name}",
            curve.Points,
            (new("epoch"), point => Number(point.Epoch, 0)),
            (new("seconds"), point => Number(point.Seconds, 0)),
            (new("training loss"), point => Number(point.TrainingLoss, 4)),
            (new("validation loss"), point => Number(point.ValidationLoss, 4)),
            (new("validation score"), point => point.ValidationScore is { } score ? Number(score, 2) : None)
        );

    private static ReportTable Translation(IReadOnlyList<EvaluationRow> rows)
    {
        // Every row here has these figures.
        static TranslationFigures Of(EvaluationRow row) => row.Translation!;
        return ReportTable.Of(
            "Translation",
            rows,
            [
                .. Who(),
                (new("BLEU"), row => Number(Of(row).Bleu, 1)),
                (new("95 %"), row => Range(Of(row).BleuInterval.Lower, Of(row).BleuInterval.Upper)),
                (new("chrF2"), row => Number(Of(row).ChrF, 1)),
                (new("sentences"), row => Number(row.Texts, 0)),
                .. Cost(),
                (new("search", IsNumber: false), row => Of(row).Search),
            ]
        );
    }

    private static ReportTable Classification(IReadOnlyList<EvaluationRow> rows)
    {
        // Every row here has these figures.
        static ClassificationFigures Of(EvaluationRow row) => row.Classification!;
        static string Scope(EvaluationRow row, Func<OutOfScopeScore, string> cell) => Of(row).OutOfScope is { } score ? cell(score) : None;
        IReadOnlyList<(ReportColumn, Func<EvaluationRow, string>)> outOfScope =
        [
            (new("out-of-scope recall %"), row => Scope(row, score => Number(100 * score.Recall, 1))),
            (new("false alarms %"), row => Scope(row, score => Number(100 * score.FalseAlarmRate, 1))),
            (new("AUROC"), row => Scope(row, score => Number(score.Auroc, 3))),
            (new("out of scope"), row => Number(Of(row).OutOfScopeTexts, 0)),
        ];
        return ReportTable.Of(
            "Classification",
            rows,
            [
                .. Who(),
                (new("accuracy %"), row => Number(100 * Of(row).Accuracy, 1)),
                (new("macro F1 %"), row => Number(100 * Of(row).MacroF1, 1)),
                (new("ECE"), row => Number(Of(row).CalibrationError, 3)),
                (new("in scope"), row => Number(row.Texts - Of(row).OutOfScopeTexts, 0)),
                .. rows.Any(row => Of(row).OutOfScope is not null) ? outOfScope : [],
                (new("texts/s"), row => Number(row.TextsPerSecond, 0)),
                .. Cost(),
            ]
        );
    }

    private static ReportTable Differences(IReadOnlyList<ScoreDifference> differences) =>
        ReportTable.Of<ScoreDifference>(
            "Differences in BLEU",
            differences,
            (new("compared", IsNumber: false), row => $"{EvaluationRow.Name(row.System)} − {EvaluationRow.Name(row.Against)}"),
            (new("set", IsNumber: false), row => row.Set),
            (new("difference"), row => Signed(row.Bleu.Difference)),
            (new("95 %"), row => $"{Signed(row.Bleu.Lower)} to {Signed(row.Bleu.Upper)}"),
            (new("p"), row => Number(row.Bleu.PValue, 3)),
            (new("sure", IsNumber: false), row => row.Bleu.IsSignificant ? "yes" : "no")
        );

    private static IReadOnlyList<(ReportColumn Column, Func<EvaluationRow, string> Cell)> Who() =>
        [
            (new("system", IsNumber: false), row => EvaluationRow.Name(row.System)),
            (new("model", IsNumber: false), row => row.Model),
            (new("set", IsNumber: false), row => row.Set),
        ];

    private static IReadOnlyList<(ReportColumn Column, Func<EvaluationRow, string> Cell)> Cost() =>
        [
            (new("tokens/s"), row => Number(row.TokensPerSecond, 0)),
            (new("model MB"), row => Number(row.ModelBytes / 1e6, 1)),
            (new("folder MB"), row => Number(row.FolderBytes / 1e6, 1)),
            (new("precision", IsNumber: false), row => row.Precision == WeightPrecision.Int8 ? "int8" : "float32"),
        ];

    private static string Number(double value, int decimals) =>
        value.ToString(string.Create(CultureInfo.InvariantCulture, $"F{decimals}"), CultureInfo.InvariantCulture);

    private static string Range(double lower, double upper) => $"{Number(lower, 1)} to {Number(upper, 1)}";

    /// <summary>Rounds to the same digits as the scores; a value that rounds to 0 has no sign.</summary>
    private static string Signed(double value) =>
        (
            Math.Round(value, 1) switch
            {
                > 0 => "+",
                < 0 => "−",
                _ => "",
            }
        ) + Number(Math.Abs(value), 1);
}
