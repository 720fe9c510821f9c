using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Evaluation.Comparison;

namespace TransformerService.Distillation.Improvement;

/// <summary>
/// Compares two versions of a translator. On traffic a version is wrong where shadow mode would count its translation as different from
/// the teacher's; on test sets it loses what its chrF with the reference lacks to 100.
/// </summary>
/// <param name="old">The version that answers.</param>
/// <param name="candidate">The new version.</param>
/// <param name="language">The language of the texts.</param>
/// <param name="tests">The test sets.</param>
internal sealed class TranslatorComparison(
    ModelVariant old,
    ModelVariant candidate,
    string language,
    IReadOnlyList<TestSet<TextPair>> tests
) : IVersionComparison
{
    private const double MostChrF = 100;

    private readonly TranslationEvaluator _old = TranslationEvaluator.Open(old),
        _new = TranslationEvaluator.Open(candidate);

    public async Task<(PairedRates Rates, IReadOnlyList<LabelledText> Repaired)> OfAsync(
        TestSet<LabelledText> texts,
        IReadOnlyList<double>? weights,
        CancellationToken cancellationToken
    )
    {
        string[] asked = [.. texts.Items.Select(text => text.Text)];
        IReadOnlyList<string> before = await SplitText.TranslateAsync(_old, asked, language, cancellationToken),
            after = await SplitText.TranslateAsync(_new, asked, language, cancellationToken);
        (double Weight, bool Old, bool New)[] wrong =
        [
            .. texts.Items.Select((text, place) => (weights?[place] ?? 1, Differs(text, before[place]), Differs(text, after[place]))),
        ];
        return (PairedRates.Of(wrong), [.. texts.Items.Where((_, place) => wrong[place] is { Old: true, New: false })]);

        static bool Differs(LabelledText text, string answer) => TranslationDifference.Of(text.Text, answer, text.Label).Differs;
    }

    public async Task<IReadOnlyList<ComparedSet>> OfTestSetsAsync(CancellationToken cancellationToken)
    {
        List<ComparedSet> sets = [];
        foreach (var set in tests)
        {
            string[] asked = [.. set.Items.Select(pair => pair.Source)];
            IReadOnlyList<string> before = await SplitText.TranslateAsync(_old, asked, language, cancellationToken),
                after = await SplitText.TranslateAsync(_new, asked, language, cancellationToken);
            var rates = PairedRates.OfLosses([
                .. set.Items.Select((pair, place) => (1.0, Loss(pair, before[place]), Loss(pair, after[place]))),
            ]);
            sets.Add(new ComparedSet(SetKind.Test, set.Name, rates) { Measure = "chrF / 100" });
        }

        return sets;

        static double Loss(TextPair pair, string answer) => 1 - (TranslationDifference.ChrFOf(answer, pair.Target) / MostChrF);
    }

    public bool CanAnswer(LabelledText text) => true;

    /// <summary>Frees both versions.</summary>
    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
    }
}
