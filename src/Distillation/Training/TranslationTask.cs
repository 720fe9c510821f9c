using TransformerService.Distillation.Data;
using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>
/// Trains a translation model on pairs, which may include the teacher's beam output (Kim and Rush 2016), or on a teacher's distributions, and on word
/// alignments.
/// </summary>
internal sealed class TranslationTask : ITrainingTask
{
    private readonly TranslationTransformer _model;
    private readonly TrainingOptions _options;
    private readonly IReadOnlyList<EncodedPair> _training;
    private readonly IReadOnlyList<EncodedPair> _validation;
    private readonly SmoothedCrossEntropy _loss;
    private readonly BucketBatcher _batcher;
    private readonly BucketBatcher _validationBatcher;

    public TranslationTask(
        TranslationTransformer model,
        TrainingOptions options,
        IReadOnlyList<EncodedPair> training,
        IReadOnlyList<EncodedPair> validation
    )
    {
        (_model, _options, _training, _validation) = (model, options, training, validation);
        _loss = new SmoothedCrossEntropy(model, options.LabelSmoothing);
        _batcher = Batcher(training);
        _validationBatcher = Batcher(validation);
    }

    public WeightStore Weights => _model.Weights;

    public string Unit => "target tokens";

    public string Origin =>
        TrainingOrigin.Of(
            _options,
            _training.SelectMany(pair => new[] { pair.Source, pair.Target }),
            [.. _training.Select(pair => pair.Draw)]
        );

    /// <summary>
    /// A teacher whose distribution over the pieces is learned in addition (word-level distillation), or <see langword="null"/>.
    /// </summary>
    public TranslationTeacher? Teacher { get; init; }

    /// <summary>Guides a head's attention by word alignments; <see langword="null"/> to guide none.</summary>
    public GuidedAlignment? Alignment { get; init; }

    /// <summary>Measures the score of a validation, such as BLEU; <see langword="null"/> to measure none.</summary>
    public Func<double>? Score { get; init; }

    public IReadOnlyList<Batch> Epoch(int epoch) => _batcher.Epoch(epoch);

    public (double Loss, long Count) Backward(Batch batch, long step)
    {
        var pairs = PairTensors.Of(batch, _training, _model.Shape.PadTokenId);
        var targets = Teacher?.Targets(pairs);
        _model.BeginStep(_options.Seed, step);
        List<Tensor> attentions = [];
        var states = _model.States(pairs.Source, pairs.Target, Alignment is null ? null : attentions);
        var alignment = Alignment?.Loss(attentions[^1], batch, _training);
        return _loss.Backward(states, pairs.Labels, pairs.Weights, targets, alignment);
    }

    /// <summary>−ln p per token on the validation pairs, without dropout.</summary>
    public Validation Validate()
    {
        (double sum, long tokens) = (0, 0);
        _model.BeginEvaluation();
        using var off = no_grad();
        foreach (var batch in _validationBatcher.Epoch(0))
        {
            using var scope = NewDisposeScope();
            var pairs = PairTensors.Of(batch, _validation, _model.Shape.PadTokenId);
            (var batchSum, var batchTokens) = _loss.Evaluate(_model.States(pairs.Source, pairs.Target), pairs.Labels);
            sum += batchSum;
            tokens += batchTokens;
        }

        return new Validation(tokens == 0 ? 0 : sum / tokens, Score?.Invoke());
    }

    private BucketBatcher Batcher(IReadOnlyList<EncodedPair> pairs) =>
        new(
            [.. pairs.Select(pair => pair.Source.Length)],
            [.. pairs.Select(pair => pair.Target.Length)],
            _options.Batches(_model.Shape.MaxPositions),
            [.. pairs.Select(pair => pair.Draw)]
        );
}
