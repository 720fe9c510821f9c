using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Recipes;

/// <summary>A model's shape and training.</summary>
public sealed record ModelRecipe
{
    /// <summary>Features of a position.</summary>
    public required int ModelSize { get; init; }

    /// <summary>Attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Layers of the encoder.</summary>
    public required int EncoderLayers { get; init; }

    /// <summary>Layers of the decoder.</summary>
    public required int DecoderLayers { get; init; }

    /// <summary>Features inside the feed-forward networks.</summary>
    public required int FeedForward { get; init; }

    /// <summary>How it is trained.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The shape for a vocabulary.</summary>
    public TranslationShape Shape(int vocabulary) => new()
    {
        Vocabulary = vocabulary,
        ModelSize = ModelSize,
        Heads = Heads,
        EncoderLayers = EncoderLayers,
        DecoderLayers = DecoderLayers,
        FeedForward = FeedForward,
    };
}
