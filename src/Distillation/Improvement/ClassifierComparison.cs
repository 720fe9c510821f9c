using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Recipes;

namespace TransformerService.Distillation.Improvement;

/// <summary>Compares two versions of a classifier by their labels.</summary>
/// <param name="old">The version that answers.</param>
/// <param name="candidate">The new version.</param>
/// <param name="tests">The test sets.</param>
internal sealed class ClassifierComparison(ModelVariant old, ModelVariant candidate, IReadOnlyList<TestSet<LabelledText>> tests)
    : IVersionComparison
{
    private readonly ClassificationEvaluator _old = ClassificationEvaluator.Open(old),
        _new = ClassificationEvaluator.Open(candidate);

    /// <summary>The recipe's test sets: the given files, or its validation files.</summary>
    /// <exception cref="CorpusException">A file cannot be read.</exception>
    public static IReadOnlyList<TestSet<LabelledText>> TestSets(ClassificationRecipe recipe, ImprovementOptions options)
    {
        var files =
            options.Labelled.Count > 0 ? options.Labelled : [.. recipe.Validation.Select(file => Path.Combine(options.DataFolder, file))];
        return
        [
            .. TestSetReader
                .Labelled(files)
                .Select(set =>
                    set with
                    {
                        Items =
                        [
                            .. set.Items.Select(text => text with { Label = recipe.Labels?.GetValueOrDefault(text.Label) ?? text.Label }),
                        ],
                    }
                ),
        ];
    }

    public async Task<(PairedRates Rates, IReadOnlyList<LabelledText> Repaired)> OfAsync(
        TestSet<LabelledText> texts,
        IReadOnlyList<double>? weights,
        CancellationToken cancellationToken
    )
    {
        // No label is out of scope here: the model answers with one of its own.
        var truths = ClassNumbers.Of(texts, _old.Labels, outOfScopeLabel: "");
        string[] asked = [.. texts.Items.Select(text => text.Text)];
        var before = await BestAsync(_old, asked, cancellationToken);
        var after = await BestAsync(_new, asked, cancellationToken);
        (double Weight, bool Old, bool New)[] wrong =
        [
            .. truths.Select((truth, text) => (weights?[text] ?? 1, before[text] != truth, after[text] != truth)),
        ];
        return (PairedRates.Of(wrong), [.. texts.Items.Where((_, text) => wrong[text] is { Old: true, New: false })]);
    }

    public async Task<IReadOnlyList<ComparedSet>> OfTestSetsAsync(CancellationToken cancellationToken)
    {
        List<ComparedSet> sets = [];
        foreach (var set in tests)
        {
            sets.Add(new ComparedSet(SetKind.Test, set.Name, (await OfAsync(set, null, cancellationToken)).Rates));
        }

        return sets;
    }

    public bool CanAnswer(LabelledText text) => _old.Labels.Contains(text.Label);

    /// <summary>Frees both versions.</summary>
    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
    }

    private static async Task<int[]> BestAsync(ClassificationEvaluator model, string[] texts, CancellationToken cancellationToken)
    {
        (var probabilities, _) = await model.ClassifyAsync(texts, cancellationToken);
        return [.. probabilities.Select(row => Array.IndexOf(row, row.Max()))];
    }
}
