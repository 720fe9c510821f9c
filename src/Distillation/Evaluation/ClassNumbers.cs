using System.Globalization;
using TransformerService.Distillation.Data;

namespace TransformerService.Distillation.Evaluation;

/// <summary>Maps the labels of a file to a model's class numbers.</summary>
internal static class ClassNumbers
{
    private const int ShownLabels = 5;

    /// <summary>
    /// Returns the class of each text; <see langword="null"/> for one that is out of scope. A file names a class or, as data sets without
    /// names do, gives its number.
    /// </summary>
    /// <param name="set">The labelled texts.</param>
    /// <param name="labels">The model's labels by number.</param>
    /// <param name="outOfScopeLabel">The label of out-of-scope texts; the model may lack it.</param>
    /// <exception cref="EvaluationException">The set has labels that the model lacks, or no in-scope text.</exception>
    public static IReadOnlyList<int?> Of(TestSet<LabelledText> set, IReadOnlyList<string> labels, string outOfScopeLabel)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        for (var number = 0; number < labels.Count; number++)
        {
            numbers.TryAdd(labels[number], number);
        }

        // A label that is a number may also be a class's name; the name takes precedence.
        for (var number = 0; number < labels.Count; number++)
        {
            numbers.TryAdd(number.ToString(CultureInfo.InvariantCulture), number);
        }

        bool OutOfScope(string label) =>
            label == outOfScopeLabel || (numbers.TryGetValue(label, out var number) && labels[number] == outOfScopeLabel);
        string[] unknown =
        [
            .. set.Items.Select(item => item.Label).Where(label => !OutOfScope(label) && !numbers.ContainsKey(label)).Distinct(),
        ];
        if (unknown.Length > 0)
        {
            throw new EvaluationException(
                $"{set.Name}: the model lacks {(unknown.Length == 1 ? "a label" : $"{unknown.Length} labels")} of the file: {Some(unknown)}. It has {Some(labels)}."
            );
        }

        int?[] truths = [.. set.Items.Select(item => OutOfScope(item.Label) ? (int?)null : numbers[item.Label])];
        return Array.Exists(truths, truth => truth is not null)
            ? truths
            : throw new EvaluationException(
                $"{set.Name}: every text has the out-of-scope label '{outOfScopeLabel}'; accuracy needs texts that are in scope."
            );
    }

    private static string Some(IReadOnlyList<string> labels) =>
        string.Join(", ", labels.Take(ShownLabels)) + (labels.Count > ShownLabels ? $" and {labels.Count - ShownLabels} more" : "");
}
