using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Training;

/// <summary>What a student classifier learns from its teacher.</summary>
public sealed record ClassifierDistillationOptions
{
    /// <summary>Temperature: logits are divided by it before they are compared (Hinton et al. 2015), 0.1 to 100. Default 2.</summary>
    [Range(0.1, 100.0)]
    public double Temperature { get; init; } = 2;

    /// <summary>Share of the teacher's soft labels in the loss, 0 to 1; the true label has the rest. Default 0.9.</summary>
    [Range(0.0, 1.0)]
    public double SoftShare { get; init; } = 0.9;

    /// <summary>Weight of the squared difference of the layers' states (TinyBERT, Jiao et al. 2020); 0 leaves it out. Default 0.</summary>
    [Range(0.0, 1e6)]
    public double HiddenStates { get; init; }

    /// <summary>
    /// Weight of the divergence of the last layers' attention (MiniLM, Wang et al. 2020); 0 leaves it out. Teacher and student must have
    /// the
    /// same number of heads. Default 0.
    /// </summary>
    [Range(0.0, 1e6)]
    public double Attention { get; init; }

    /// <summary>How texts are changed to learn more of the teacher's answers, or <see langword="null"/> to use only the corpus.</summary>
    public AugmentationOptions? Augmentation { get; init; }
}
