using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Recipes;

/// <summary>What a student translator learns from its teacher.</summary>
public sealed record TranslationDistillationOptions
{
    /// <summary>
    /// Beams of the teacher's translations of the corpora (sequence-level distillation, Kim and Rush 2016), 1 to 8. Default 4.
    /// </summary>
    [Range(1, 8)]
    public int Beams { get; init; } = 4;

    /// <summary>
    /// Whether the student learns, of the teacher's beams, the one nearest to the reference (by sentence chrF) instead of the most likely
    /// one
    /// (Kim and Rush 2016, section 3.3, "sequence-level interpolation"). Default false.
    /// </summary>
    public bool Interpolate { get; init; }

    /// <summary>Weight of the references relative to the teacher's translations, 0 to 1; 0 leaves them out. Default 0.</summary>
    [Range(0.0, 1.0)]
    public float References { get; init; }

    /// <summary>Corpora of the recipe whose references are kept, because another, better teacher wrote them. Default none.</summary>
    public IReadOnlyList<string> KeepReferencesOf { get; init; } = [];

    /// <summary>Share of the teacher's distribution in the target of each piece (word-level distillation), 0 to 1. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double WordLevel { get; init; }
}
