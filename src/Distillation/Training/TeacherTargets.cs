using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>A teacher's distributions for a batch, stored as the decoder states from which its output matrix computes them.</summary>
/// <param name="Model">The teacher.</param>
/// <param name="States">Its decoder's states <c>[batch, length, features]</c>.</param>
/// <param name="Share">Share of its distribution in the target, 0 to 1.</param>
public sealed record TeacherTargets(TranslationTransformer Model, Tensor States, double Share);
