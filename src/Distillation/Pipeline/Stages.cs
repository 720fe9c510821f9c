namespace TransformerService.Distillation.Pipeline;

/// <summary>The models that a run trains.</summary>
[Flags]
internal enum Stages
{
    /// <summary>The large model.</summary>
    Teacher = 1,

    /// <summary>The small model, which learns from the large one.</summary>
    Student = 2,

    /// <summary>The small model trained without a teacher, to measure the gain of distillation.</summary>
    Baseline = 4,

    /// <summary>
    /// General distillation of a classifier's student, which the student's stage does too. A recipe without it has nothing to do here.
    /// </summary>
    General = 8,
}
