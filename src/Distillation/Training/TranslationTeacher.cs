using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>A trained model whose distributions a student learns (word-level distillation, Kim and Rush 2016, section 3.1).</summary>
/// <param name="model">The teacher; its vocabulary is the student's.</param>
/// <param name="share">How much of the target is the teacher's distribution, 0 to 1; the rest is the label.</param>
internal sealed class TranslationTeacher(TranslationTransformer model, double share)
{
    /// <summary>What the teacher says to a batch.</summary>
    public TeacherTargets Targets(PairTensors pairs)
    {
        using var off = no_grad();
        model.BeginEvaluation();
        return new TeacherTargets(model, model.States(pairs.Source, pairs.Target), share);
    }
}
