using TransformerService.Distillation.Data;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Improvement;

/// <summary>
/// A training that is validated on several sets, each of which counts the same, whatever its size: so neither the new texts nor the old
/// ones choose the epoch alone.
/// </summary>
/// <param name="training">The training.</param>
/// <param name="sets">Tasks with the sets, of the same model.</param>
internal sealed class BothValidations(ITrainingTask training, IReadOnlyList<ITrainingTask> sets) : ITrainingTask
{
    public WeightStore Weights => training.Weights;

    public string Unit => training.Unit;

    public string Origin => training.Origin;

    public double RateFactor(string weight) => training.RateFactor(weight);

    public IReadOnlyList<Batch> Epoch(int epoch) => training.Epoch(epoch);

    public (double Loss, long Count) Backward(Batch batch, long step) => training.Backward(batch, step);

    public Validation Validate()
    {
        Validation[] found = [.. sets.Select(set => set.Validate())];
        return new Validation(found.Average(set => set.Loss), found.Average(set => set.Score));
    }
}
