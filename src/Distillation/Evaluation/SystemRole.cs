namespace TransformerService.Distillation.Evaluation;

/// <summary>The role of a system in an evaluation.</summary>
internal enum SystemRole
{
    /// <summary>The model's small variant.</summary>
    Student,

    /// <summary>The model's large variant, which the student was distilled from.</summary>
    Teacher,

    /// <summary>The student of another model, trained without a teacher: distillation must score better than it.</summary>
    Baseline,
}
