using TransformerService.Distillation.Evaluation;
using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Tests.Reporting;

/// <summary>A report with some of everything.</summary>
internal static class SampleReport
{
    public static readonly EvaluationReport Whole = new(
        "artifacts/en-fr/model",
        new DateTimeOffset(2026, 3, 1, 9, 5, 0, TimeSpan.FromHours(2)),
        [
            new EvaluationRow(
                SystemRole.Student,
                "artifacts/en-fr/model",
                "news.tsv",
                3000,
                2150.4,
                81.6,
                12_340_000,
                13_500_000,
                WeightPrecision.Int8
            )
            {
                Translation = new TranslationFigures(31.26, new ScoreInterval(30.1, 32.4), 58.04, "greedy"),
            },
            new EvaluationRow(
                SystemRole.Teacher,
                "artifacts/en-fr/model",
                "news.tsv",
                3000,
                210,
                8,
                250_000_000,
                251_000_000,
                WeightPrecision.Float32
            )
            {
                Translation = new TranslationFigures(33.5, new ScoreInterval(32.2, 34.7), 60, "beam 4"),
            },
            new EvaluationRow(
                SystemRole.Student,
                "models/intent",
                "clinc.tsv",
                3100,
                9000,
                700,
                1_000_000,
                1_200_000,
                WeightPrecision.Float32
            )
            {
                Classification = new ClassificationFigures(0.9512, 0.9498, 0.0213, 100, new OutOfScopeScore(0.5, 0.41, 0.02, 0.9307)),
            },
            new EvaluationRow(
                SystemRole.Student,
                "models/intent",
                "plain.tsv",
                10,
                9000,
                700,
                1_000_000,
                1_200_000,
                WeightPrecision.Float32
            )
            {
                Classification = new ClassificationFigures(0.5, 0.25, 0.1, 0, null),
            },
        ],
        [new ScoreDifference("news.tsv", SystemRole.Student, SystemRole.Teacher, new BleuDifference(-2.24, -2.23, -3.0, -1.5, 0.001))],
        [
            new LearningCurve("teacher", [new(1, 3600, 4.5, 4, 10), new(2, 7200, 3.5, 3, null), new(3, 10_800, 3, 2.75, 31.2)]),
            new LearningCurve("student", [new(1, 1800, 5, 4.5)]),
        ],
        ["Speed: here."]
    );
}
