using System.Globalization;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Decides the precision of a run's products, and logs it once: the recipe's, or the faster one on this machine.</summary>
/// <param name="choice">The recipe's choice.</param>
/// <param name="measure">Times products; called at most once, and only if the recipe does not choose.</param>
/// <param name="log">Receives the decision.</param>
internal sealed class PrecisionSelection(PrecisionChoice choice, Func<ProductTimes> measure, TextWriter log)
{
    private ProductTimes? _times;
    private bool _said;

    /// <summary>Creates the selection of a recipe, which times a layer with its teacher's sizes.</summary>
    public static PrecisionSelection Of(Recipe recipe, TextWriter log)
    {
        var model = recipe.Teacher;
        return new PrecisionSelection(
            recipe.Precision,
            () =>
                ProductTimer.Measure(
                    new LayerShape(model.ModelSize, model.Heads, model.FeedForward, x => x.relu(), Epsilon: 1e-5),
                    model.Training.TokenBudget,
                    TimeProvider.System
                ),
            log
        );
    }

    /// <summary>The precision that a model is trained in; its teacher runs in it too.</summary>
    /// <param name="run">The training, whose checkpoint keeps its precision unless the other one is much faster.</param>
    /// <exception cref="TrainingException">The checkpoint is damaged.</exception>
    public ScalarType For(TrainingRun run)
    {
        if (choice != PrecisionChoice.Auto)
        {
            var stated = choice == PrecisionChoice.Bfloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
            Say($"Products run in {ProductTypes.Name(stated)}, as the recipe says.");
            return stated;
        }

        var times = _times ??= measure();
        ScalarType faster = times.Choose(trained: null),
            chosen = times.Choose(run.TrainedIn);
        Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Products run in {ProductTypes.Name(faster)}: a layer of the teacher's sizes took {times.Bfloat16.TotalMilliseconds:0.0} ms in bfloat16, {times.Float32.TotalMilliseconds:0.0} ms in float32."
            )
        );
        if (chosen != faster)
        {
            log.WriteLine(
                $"{run.Name}: keeps its checkpoint's {ProductTypes.Name(chosen)} products, since {ProductTypes.Name(faster)} is not much faster."
            );
        }

        return chosen;
    }

    private void Say(string line)
    {
        if (!_said)
        {
            log.WriteLine(line);
            _said = true;
        }
    }
}
