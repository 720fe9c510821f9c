using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>The settings that the layers of one model share.</summary>
/// <param name="ModelSize">Features of a position.</param>
/// <param name="Heads">Attention heads; divides <paramref name="ModelSize"/>.</param>
/// <param name="FeedForward">Features inside the feed-forward network.</param>
/// <param name="Activation">The activation function.</param>
/// <param name="Epsilon">Added to the variance by layer normalisation.</param>
internal sealed record LayerShape(int ModelSize, int Heads, int FeedForward, Func<Tensor, Tensor> Activation, double Epsilon);
