namespace TransformerService.Distillation.Training;

/// <summary>
/// How a student learns from the pretrained encoder on unlabelled texts, before it learns the task (general distillation, TinyBERT,
/// Jiao et al. 2020, https://arxiv.org/abs/1909.10351).
/// </summary>
public sealed record GeneralDistillationOptions : ImitationOptions
{
    /// <summary>How it is trained.</summary>
    public TrainingOptions Training { get; init; } = new();
}
