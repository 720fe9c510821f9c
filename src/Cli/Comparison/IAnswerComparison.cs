using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Evaluation.Metrics;

namespace TransformerService.Cli.Comparison;

/// <summary>Compares the answers of two sides, text by text. The first side's are the references.</summary>
internal interface IAnswerComparison
{
    /// <summary>Adds the answers to a text.</summary>
    /// <returns>How far they differ: 0 if they are equal, more for worse.</returns>
    double Add(Answer first, Answer second);

    /// <summary>The measures over all texts, by their names in JSON, with what they are; at least one text was added.</summary>
    IReadOnlyList<ComparisonMeasure> Measures { get; }
}

/// <summary>A measure.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Description">Its name for readers.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsShare">Whether it is a share of the texts.</param>
internal sealed record ComparisonMeasure(string Name, string Description, double Value, bool IsShare = false);

/// <summary>Compares translations: equal or not, chrF and BLEU as sacreBLEU computes them.</summary>
internal sealed class TranslationComparison : IAnswerComparison
{
    /// <summary>Of texts that differ in white space alone, which chrF does not see.</summary>
    private const double LeastDifference = 1e-6;

    private readonly ChrFStatistics _chrF = new();
    private BleuStatistics _bleu;
    private long _texts,
        _equal;

    public IReadOnlyList<ComparisonMeasure> Measures =>
        [
            new("equal", "equal", _equal / (double)_texts, IsShare: true),
            new("chrF", "chrF", ChrF.Score(_chrF)),
            new("bleu", "BLEU", Bleu.Score(_bleu).Score),
        ];

    public double Add(Answer first, Answer second)
    {
        var (reference, hypothesis) = (first.Cells[0], second.Cells[0]);
        _texts++;
        _chrF.Add(hypothesis, reference);
        _bleu += Bleu.Statistics([hypothesis], [reference])[0];
        if (hypothesis == reference)
        {
            _equal++;
            return 0;
        }

        return Math.Max(LeastDifference, 100 - ChrF.Corpus([hypothesis], [reference]));
    }
}
