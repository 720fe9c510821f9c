using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>A trained model whose distributions a student learns (word-level distillation, Kim and Rush 2016, section 3.1).</summary>
/// <param name="model">The teacher; its vocabulary is the student's.</param>
/// <param name="share">Share of the teacher's distribution in the target, 0 to 1; the label has the rest.</param>
internal sealed class TranslationTeacher(TranslationTransformer model, double share)
{
    /// <summary>The teacher's targets for a batch.</summary>
    public TeacherTargets Targets(PairTensors pairs)
    {
        using var off = no_grad();
        model.BeginEvaluation();
        return new TeacherTargets(model, model.States(pairs.Source, pairs.Target), share);
    }
}
