using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>A teacher's distributions for a batch, as the states that its output matrix turns into them.</summary>
/// <param name="Model">The teacher.</param>
/// <param name="States">Its decoder's states <c>[batch, length, features]</c>.</param>
/// <param name="Share">How much of the target is its distribution, 0 to 1.</param>
public sealed record TeacherTargets(TranslationTransformer Model, Tensor States, double Share);
