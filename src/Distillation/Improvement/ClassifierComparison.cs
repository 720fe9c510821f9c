using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Recipes;

namespace TransformerService.Distillation.Improvement;

/// <summary>Compares two versions of a classifier on the same texts, through the code that serves them.</summary>
/// <param name="old">The version that answers.</param>
/// <param name="candidate">The new version.</param>
internal sealed class ClassifierComparison(ModelVariant old, ModelVariant candidate) : IDisposable
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

    /// <summary>Compares the versions on texts with the right labels.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="weights">The weight of each; <see langword="null"/> for 1.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    /// <returns>The rates, and the texts that only the old version gets wrong.</returns>
    /// <exception cref="EvaluationException">The texts have a label that the model lacks.</exception>
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
