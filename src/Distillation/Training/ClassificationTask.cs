using TransformerService.Distillation.Data;
using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>Trains a classifier on labelled texts, or on a teacher's answers to them.</summary>
internal sealed class ClassificationTask : ITrainingTask
{
    private readonly ClassifierTransformer _model;
    private readonly TrainingOptions _options;
    private readonly IReadOnlyList<LabelledIds> _training;
    private readonly IReadOnlyList<LabelledIds> _validation;
    private readonly TokenAugmentation? _tokenDropout;
    private readonly BucketBatcher _batcher;
    private readonly BucketBatcher _validationBatcher;

    public ClassificationTask(
        ClassifierTransformer model,
        TrainingOptions options,
        IReadOnlyList<LabelledIds> training,
        IReadOnlyList<LabelledIds> validation,
        int maskTokenId
    )
    {
        (_model, _options, _training, _validation) = (model, options, training, validation);
        // A different stream of random numbers than the one of the texts for a teacher.
        _tokenDropout =
            options.TokenDropout > 0
                ? new TokenAugmentation(
                    new()
                    {
                        Share = 1,
                        CutShare = 0,
                        MaskRate = options.TokenDropout,
                    },
                    maskTokenId,
                    ~options.Seed
                )
                : null;
        _batcher = new BucketBatcher(
            [.. training.Select(text => text.Ids.Length)],
            null,
            options.Batches(model.Shape.MaxPositions),
            [.. training.Select(text => text.Draw)]
        );
        _validationBatcher = new BucketBatcher(
            [.. validation.Select(text => text.Ids.Length)],
            null,
            options.Batches(model.Shape.MaxPositions)
        );
    }

    public WeightStore Weights => _model.Weights;

    public string Unit => "texts";

    public string Origin =>
        TrainingOrigin.Of(
            _options,
            _training.SelectMany(text => new[] { text.Ids, [text.Label] }),
            [.. _training.Select(text => text.Draw)]
        );

    /// <summary>The teacher to learn from, or <see langword="null"/> to learn from the labels alone.</summary>
    public ClassifierDistillation? Distillation { get; init; }

    /// <summary>
    /// The distributions of a teacher for the training texts, instead of <see cref="Distillation"/>; <see langword="null"/> for none.
    /// </summary>
    public SoftLabels? SoftLabels { get; init; }

    /// <summary>Changes to the training texts, or <see langword="null"/> for none.</summary>
    public TokenAugmentation? Augmentation { get; init; }

    public double RateFactor(string weight) => LayerRates.Factor(weight, _model.Shape.Layers, _options.LayerDecay);

    public IReadOnlyList<Batch> Epoch(int epoch) => _batcher.Epoch(epoch);

    public (double Loss, long Count) Backward(Batch batch, long step)
    {
        int[][] rows = [.. batch.Indices.Select(text => _training[text].Ids)];
        _tokenDropout?.Alter(rows, step);
        var altered = Augmentation?.Alter(rows, step) ?? new bool[rows.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            altered[row] |= _training[batch.Indices[row]].Label == LabelledIds.Unknown;
        }

        var ids = TokenRows.Of(rows, batch.SourceWidth, _model.Shape.PadTokenId);
        var labels = tensor(batch.Indices.Select(text => (long)Math.Max(0, _training[text].Label)).ToArray());
        _model.BeginStep(_options.Seed, step);
        var output = _model.Forward(ids);
        var hard = nn.functional.cross_entropy(
            output.Logits,
            labels,
            reduction: nn.Reduction.None,
            label_smoothing: _options.LabelSmoothing
        );
        var loss =
            SoftLabels is not null ? SoftLabels.Loss(output.Logits, hard, batch.Indices)
            : Distillation is null ? hard.mean()
            : Distillation.Loss(output, hard, ids, altered);
        loss.backward();
        return (loss.item<float>() * batch.Rows, batch.Rows);
    }

    /// <summary>−ln p of the label, and the accuracy, without dropout.</summary>
    public Validation Validate()
    {
        (double sum, long right) = (0, 0);
        _model.BeginEvaluation();
        using var off = no_grad();
        foreach (var batch in _validationBatcher.Epoch(0))
        {
            using var scope = NewDisposeScope();
            var labels = tensor(batch.Indices.Select(text => (long)_validation[text].Label).ToArray());
            int[][] rows = [.. batch.Indices.Select(text => _validation[text].Ids)];
            var logits = _model.Forward(TokenRows.Of(rows, batch.SourceWidth, _model.Shape.PadTokenId)).Logits;
            sum += nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).item<float>();
            right += logits.argmax(1).eq(labels).sum().item<long>();
        }

        return _validation.Count == 0
            ? new Validation(0, null)
            : new Validation(sum / _validation.Count, right / (double)_validation.Count);
    }
}
