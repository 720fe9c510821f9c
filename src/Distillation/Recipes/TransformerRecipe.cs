using System.ComponentModel.DataAnnotations;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Recipes;

/// <summary>A model's shape and training.</summary>
public sealed record TransformerRecipe
{
    /// <summary>Features of a position, 1 to 8,192.</summary>
    [Range(1, 8_192)]
    public required int ModelSize { get; init; }

    /// <summary>Attention heads, 1 to 128; divides <see cref="ModelSize"/>.</summary>
    [Range(1, 128)]
    public required int Heads { get; init; }

    /// <summary>Layers of the encoder, 1 to 48.</summary>
    [Range(1, 48)]
    public required int EncoderLayers { get; init; }

    /// <summary>Layers of the decoder, 0 to 48; a classifier has no decoder.</summary>
    [Range(0, 48)]
    public int DecoderLayers { get; init; }

    /// <summary>
    /// How a translation model's decoder reads the tokens before: <c>attention</c> (default), or <c>ssru</c>, a recurrent unit that is
    /// faster, and that only this repository's server runs.
    /// </summary>
    public DecoderType Decoder { get; init; }

    /// <summary>Features inside the feed-forward networks, 1 to 65,536.</summary>
    [Range(1, 65_536)]
    public required int FeedForward { get; init; }

    /// <summary>
    /// Whether a student begins with its teacher's weights. If it has fewer layers, it uses evenly spread ones (Shleifer and Rush 2020,
    /// https://arxiv.org/abs/2010.13002). The sizes must be the teacher's. Where the decoders differ, what reads the tokens before begins
    /// with random weights. Default false.
    /// </summary>
    public bool BeginWithTeacher { get; init; }

    /// <summary>How it is trained.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The shape of a translation model for a vocabulary.</summary>
    internal TranslationShape TranslationShape(int vocabulary) =>
        new()
        {
            Vocabulary = vocabulary,
            ModelSize = ModelSize,
            Heads = Heads,
            EncoderLayers = EncoderLayers,
            DecoderLayers = DecoderLayers,
            Decoder = Decoder,
            FeedForward = FeedForward,
        };

    /// <summary>The shape of a classifier for a vocabulary and its labels.</summary>
    internal DistilBertShape ClassifierShape(int vocabulary, int maxTokens, IReadOnlyList<string> labels) =>
        new()
        {
            Vocabulary = vocabulary,
            ModelSize = ModelSize,
            Heads = Heads,
            Layers = EncoderLayers,
            FeedForward = FeedForward,
            MaxPositions = maxTokens,
            Labels = labels,
            Dropout = Training.Dropout,
        };
}
