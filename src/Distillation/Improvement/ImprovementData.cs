using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Improvement;

/// <summary>The texts that an improvement learns and validates.</summary>
/// <param name="Recipe">The recipe's own texts, and the student's vocabulary.</param>
/// <param name="Training">New texts, then replayed ones, with the times at which they are drawn.</param>
/// <param name="Development">New texts that choose the epoch.</param>
/// <param name="Replayed">How many different old texts the training takes.</param>
internal sealed record ImprovementData(
    ClassificationData Recipe,
    IReadOnlyList<LabelledIds> Training,
    IReadOnlyList<LabelledIds> Development,
    int Replayed
)
{
    /// <summary>Reads the recipe's corpora in the vocabulary of a student, which its version's folder has.</summary>
    /// <exception cref="EvaluationException">The student has other labels than the recipe.</exception>
    /// <exception cref="CorpusException">A corpus is missing or malformed.</exception>
    public static async Task<ClassificationData> ReadRecipeAsync(
        ClassificationRecipe recipe,
        PipelineOptions options,
        ModelVariant student,
        TextWriter log
    )
    {
        await ServedTokenizer.CopyAsync(student, options.Work);
        var plain = recipe with { Unlabelled = [], General = null };
        var data = await ClassificationData.PrepareAsync(plain, options, pretrained: null, log);
        return data.Labels.SequenceEqual(student.Export.Head?.Labels ?? [])
            ? data
            : throw new EvaluationException(
                $"{student.Definition.Folder} has other labels than the recipe, or in another order: use the recipe that the student was made with."
            );
    }

    /// <summary>Adds the new texts to as many old ones as an epoch is to replay.</summary>
    /// <param name="recipe">The recipe's texts.</param>
    /// <param name="parts">The traffic, each text with its label.</param>
    /// <param name="fixes">Texts that earlier improvements repaired; they are old data now.</param>
    /// <param name="tests">The texts of the test sets.</param>
    /// <param name="options">The share to replay.</param>
    /// <param name="maxTokens">Longest text in tokens.</param>
    public static ImprovementData Of(
        ClassificationData recipe,
        TrafficParts parts,
        IReadOnlyList<LabelledText> fixes,
        IEnumerable<string> tests,
        ImprovementOptions options,
        int maxTokens
    )
    {
        var numbers = recipe.Labels.Index().ToDictionary(label => label.Item, label => label.Index);

        // What decides, and what chooses the epoch, is not trained on. Texts may differ and have the same tokens.
        var held = parts.HeldOut.Select(text => Key(Encode(text.Text, null))).ToHashSet(StringComparer.Ordinal);
        LabelledIds[] development = [.. parts.Development.Select(text => Encode(text.Text, text.Label)).Where(IsNotHeld)];
        held.UnionWith(development.Select(Key));
        var tested = recipe.Validation.Select(Key).Concat(tests.Select(text => Key(Encode(text, null)))).ToHashSet(StringComparer.Ordinal);
        LabelledIds[] fresh =
        [
            .. parts.Training.Select(text => Encode(text.Text, text.Label)).Where(text => IsNotHeld(text) && !tested.Contains(Key(text))),
        ];
        LabelledIds[] old =
        [
            .. recipe.Training.Concat(
                fixes
                    .Where(text => numbers.ContainsKey(text.Label) && !TrafficParts.IsHeldOut(text.Text, options.HeldOut))
                    .Select(text => Encode(text.Text, text.Label))
            ),
        ];
        var wanted = options.Replay / (1 - options.Replay) * fresh.Length;
        var share = Math.Min(wanted / Math.Max(1, old.Length), 100);
        LabelledIds[] replayed = share == 0 ? [] : [.. old.Where(IsNotHeld).Select(Drawn).Where(IsTaken)];
        return new ImprovementData(recipe, [.. fresh, .. replayed], development, replayed.Length);

        bool IsNotHeld(LabelledIds text) => !held.Contains(Key(text));

        LabelledIds Encode(string text, string? label) =>
            new(recipe.Tokenizer.Encode(text, maxTokens).Ids, label is null ? LabelledIds.Unknown : numbers[label]) { Text = text };

        LabelledIds Drawn(LabelledIds text) => text with { Draw = Draw.Spread(text.Text, share) };

        bool IsTaken(LabelledIds text) => Enumerable.Range(0, options.Epochs).Any(epoch => text.Draw.Times(epoch) > 0);
    }

    private static string Key(LabelledIds text) => string.Join(',', text.Ids);
}
