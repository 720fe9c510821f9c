using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Training;

/// <summary>What a student classifier learns from its teacher.</summary>
public sealed record ClassifierDistillationOptions : ImitationOptions
{
    /// <summary>Temperature: logits are divided by it before they are compared (Hinton et al. 2015), 0.1 to 100. Default 2.</summary>
    [Range(0.1, 100.0)]
    public double Temperature { get; init; } = 2;

    /// <summary>Share of the teacher's soft labels in the loss, 0 to 1; the true label has the rest. Default 0.9.</summary>
    [Range(0.0, 1.0)]
    public double SoftShare { get; init; } = 0.9;

    /// <summary>
    /// Unlabelled texts that an epoch takes for each labelled one, 0 to 100; the student learns the teacher's answers to them. They come from
    /// the recipe's <c>unlabelled</c> corpora, in the proportions of their shares. Default 0.
    /// </summary>
    [Range(0.0, 100.0)]
    public double Unlabelled { get; init; }

    /// <summary>How texts are changed to learn more of the teacher's answers, or <see langword="null"/> to use only the corpus.</summary>
    public AugmentationOptions? Augmentation { get; init; }
}
