namespace TransformerService.Distillation.Pipeline;

/// <summary>The models that a run trains.</summary>
[Flags]
internal enum Stages
{
    /// <summary>The large model.</summary>
    Teacher = 1,

    /// <summary>The small one that learns from it.</summary>
    Student = 2,

    /// <summary>The small one without a teacher, to see what distillation brings.</summary>
    Baseline = 4,
}
