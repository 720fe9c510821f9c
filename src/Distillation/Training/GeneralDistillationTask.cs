using TransformerService.Distillation.Data;
using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>Trains a student's encoder to imitate a pretrained one on unlabelled texts; the head is left as it is.</summary>
/// <param name="student">The model to train.</param>
/// <param name="imitation">What it imitates.</param>
/// <param name="options">How it is trained.</param>
/// <param name="training">Texts to train on.</param>
/// <param name="validation">Texts to validate on.</param>
internal sealed class GeneralDistillationTask(
    ClassifierTransformer student,
    StateImitation imitation,
    TrainingOptions options,
    IReadOnlyList<LabelledIds> training,
    IReadOnlyList<LabelledIds> validation
) : ITrainingTask
{
    private readonly BucketBatcher _batcher = Batcher(student, options, training);
    private readonly BucketBatcher _validationBatcher = Batcher(student, options, validation);

    public WeightStore Weights => student.Weights;

    public string Unit => "texts";

    public string Origin => TrainingOrigin.Of(options, training.Select(text => text.Ids), [.. training.Select(text => text.Draw)]);

    public double RateFactor(string weight) => LayerRates.Factor(weight, student.Shape.Layers, options.LayerDecay);

    public IReadOnlyList<Batch> Epoch(int epoch) => _batcher.Epoch(epoch);

    public (double Loss, long Count) Backward(Batch batch, long step)
    {
        student.BeginStep(options.Seed, step);
        var loss = Loss(batch, training);
        loss.backward();
        return (loss.item<float>() * batch.Rows, batch.Rows);
    }

    /// <summary>The loss without dropout; there is no score.</summary>
    public Validation Validate()
    {
        double sum = 0;
        student.BeginEvaluation();
        using var off = no_grad();
        foreach (var batch in _validationBatcher.Epoch(0))
        {
            using var scope = NewDisposeScope();
            sum += Loss(batch, validation).item<float>() * batch.Rows;
        }

        return new Validation(validation.Count == 0 ? 0 : sum / validation.Count, null);
    }

    private Tensor Loss(Batch batch, IReadOnlyList<LabelledIds> texts)
    {
        var ids = TokenRows.Of([.. batch.Indices.Select(text => texts[text].Ids)], batch.SourceWidth, student.Shape.PadTokenId);
        return imitation.Loss(student.Forward(ids), imitation.Teach(ids), ids)
            ?? throw new TrainingException("General distillation has nothing to imitate.");
    }

    private static BucketBatcher Batcher(ClassifierTransformer student, TrainingOptions options, IReadOnlyList<LabelledIds> texts) =>
        new(
            [.. texts.Select(text => text.Ids.Length)],
            null,
            options.Batches(student.Shape.MaxPositions),
            [.. texts.Select(text => text.Draw)]
        );
}
