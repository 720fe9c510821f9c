namespace TransformerService.Distillation.Evaluation;

/// <summary>Who is evaluated.</summary>
internal enum SystemRole
{
    /// <summary>The model's small variant.</summary>
    Student,

    /// <summary>The model's large variant, which the student was distilled from.</summary>
    Teacher,

    /// <summary>The student of another model, trained without a teacher: what distillation must beat.</summary>
    Baseline,
}
