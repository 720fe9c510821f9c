using TransformerService.Inference.Variants;
using TransformerService.Models;

namespace TransformerService.Distillation.Evaluation;

/// <summary>The models and the sets to evaluate.</summary>
/// <param name="Model">The model's folder, with its model.json.</param>
internal sealed record EvaluationRequest(string Model)
{
    /// <summary>Files of pairs, for translation.</summary>
    public IReadOnlyList<string> Pairs { get; init; } = [];

    /// <summary>Files of labelled texts, for classification.</summary>
    public IReadOnlyList<string> Labelled { get; init; } = [];

    /// <summary>A file of texts that fit no class, all with the label of <see cref="Scope"/>.</summary>
    public string? OutOfScope { get; init; }

    /// <summary>The rule that turns requests away.</summary>
    public ScopeRule Scope { get; init; } = new();

    /// <summary>The variant; <see langword="null"/> for all variants.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>Number of beams; <see langword="null"/> for the value in each variant's generation_config.json.</summary>
    public int? Beams { get; init; }

    /// <summary>Folder of the model whose student was trained without a teacher.</summary>
    public string? Baseline { get; init; }

    /// <summary>Folders of models whose variants are those of the model before they were made int8.</summary>
    public IReadOnlyList<string> Float32 { get; init; } = [];

    /// <summary>Files of learning curves to show.</summary>
    public IReadOnlyList<string> Curves { get; init; } = [];

    /// <summary>Checks that the options fit the model's task, and that their values are in range.</summary>
    /// <exception cref="EvaluationException">
    /// There is no set, a set of the wrong kind, an option that does not apply to the task, or one that is out of range.
    /// </exception>
    public void Check(ModelTask task)
    {
        var fault = task switch
        {
            ModelTask.Translation when Labelled.Count > 0 || OutOfScope is not null =>
                "translates, so it has no labels; give it pairs by --pairs.",
            ModelTask.Translation when Pairs.Count == 0 => "translates; give it test files of pairs by --pairs.",
            ModelTask.TextClassification when Pairs.Count > 0 =>
                "classifies, so it cannot translate pairs; give it labelled texts by --labelled.",
            ModelTask.TextClassification when Beams is not null => "classifies, so it has no beams; leave --beams out.",
            ModelTask.TextClassification when Labelled.Count == 0 && OutOfScope is not null =>
                "classifies; --out-of-scope needs in-scope texts too, by --labelled.",
            ModelTask.TextClassification when Labelled.Count == 0 => "classifies; give it test files of labelled texts by --labelled.",
            _ => null,
        };
        if (fault is not null)
        {
            throw new EvaluationException($"{Model} {fault}");
        }

        if (Beams is < 1 or > LoadedVariant.MaxBeams)
        {
            throw new EvaluationException($"--beams must be from 1 (greedy) to {LoadedVariant.MaxBeams}.");
        }

        if (!(Scope.Threshold is >= 0 and <= 1))
        {
            throw new EvaluationException("--threshold must be from 0 to 1.");
        }
    }
}
