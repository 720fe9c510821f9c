using TransformerService.Distillation.Data;
using TransformerService.Inference.Classification;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;

namespace TransformerService.Distillation.Evaluation;

/// <summary>Classifies with a model of a repository through the same code that serves it, and scores the result.</summary>
internal sealed class ClassificationEvaluator : IDisposable
{
    private readonly ClassificationModel _model;

    private ClassificationEvaluator(ClassificationModel model) => _model = model;

    /// <summary>The names of the classes, in the order of their numbers.</summary>
    public IReadOnlyList<string> Labels => _model.Head.Labels;

    /// <summary>What makes the scores; only a softmax gives probabilities that sum to 1.</summary>
    public ScoreFunction Function => _model.Head.ScoredBy;

    /// <summary>Opens one variant of <c>&lt;folder&gt;/model.json</c>.</summary>
    /// <exception cref="EvaluationException">The model is faulty, or does not classify.</exception>
    public static ClassificationEvaluator Open(string modelFolder, VariantRole role) => Open(ModelVariant.Find(modelFolder, role));

    /// <summary>Opens a variant.</summary>
    /// <exception cref="EvaluationException">It cannot be loaded, or does not classify.</exception>
    public static ClassificationEvaluator Open(ModelVariant variant)
    {
        ClassificationHead head = variant.Export.Head ?? throw new EvaluationException($"{variant.ModelFolder}: it does not classify.");
        return new ClassificationEvaluator(variant.Load(factory =>
            ClassificationModel.Load(variant.Definition.Folder, variant.Export, head, factory)));
    }

    /// <summary>Classifies a labelled set and scores the answers.</summary>
    /// <param name="set">In-scope texts, and out-of-scope ones with the scope's label.</param>
    /// <param name="scope">What turns a request away.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EvaluationException">The classes do not exclude one another, or the set does not fit them.</exception>
    public async Task<ClassificationScore> ScoreAsync(
        TestSet<LabelledText> set, ScopeRule scope, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (Function != ScoreFunction.Softmax)
        {
            throw new EvaluationException(
                $"{set.Name}: the model gives each label a score of its own (see problem_type in its config.json); only models that choose one label of several can be scored.");
        }

        IReadOnlyList<int?> truths = ClassNumbers.Of(set, Labels, scope.Label);
        long started = timeProvider.GetTimestamp();
        (IReadOnlyList<double[]> probabilities, long tokens) = await ClassifyAsync([.. set.Items.Select(item => item.Text)], cancellationToken);
        double seconds = timeProvider.GetElapsedTime(started).TotalSeconds;
        return ClassificationScore.Of(probabilities, truths, Labels, scope) with { Tokens = tokens, Seconds = seconds };
    }

    /// <summary>Classifies each text: a score for each label, <c>[texts][labels]</c>, which is what a student learns from a teacher (Hinton et al. 2015).</summary>
    /// <returns>The scores, and how many tokens the model read, special tokens included.</returns>
    /// <exception cref="EvaluationException">The model gave scores that are no numbers.</exception>
    public async Task<(IReadOnlyList<double[]> Probabilities, long Tokens)> ClassifyAsync(
        IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        TokenizedText[] rows = [.. texts.AsParallel().AsOrdered().Select(text => _model.Encode(text, pair: null))];
        try
        {
            return ((await _model.ScoreAsync(rows, cancellationToken)).Results, rows.Sum(row => (long)row.Ids.Length));
        }
        catch (InferenceException exception)
        {
            throw new EvaluationException(exception.Message, exception);
        }
    }

    public void Dispose() => _model.Dispose();
}
