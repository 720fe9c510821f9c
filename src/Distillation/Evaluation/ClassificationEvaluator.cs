using TransformerService.Distillation.Data;
using TransformerService.Inference.Variants;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;

namespace TransformerService.Distillation.Evaluation;

/// <summary>Classifies with a model of a repository through the same code that serves it, and scores the result.</summary>
internal sealed class ClassificationEvaluator : IDisposable
{
    private readonly LoadedVariant _model;
    private readonly ClassificationHead _head;

    private ClassificationEvaluator(LoadedVariant model, ClassificationHead head) => (_model, _head) = (model, head);

    /// <summary>The names of the classes, in the order of their numbers.</summary>
    public IReadOnlyList<string> Labels => _head.Labels;

    /// <summary>The function that computes the scores; only a softmax gives probabilities that sum to 1.</summary>
    public ScoreFunction Function => _head.ScoredBy;

    /// <summary>Opens one variant of <c>&lt;folder&gt;/model.json</c>.</summary>
    /// <exception cref="EvaluationException">The model is faulty, or does not classify.</exception>
    public static ClassificationEvaluator Open(string modelFolder, VariantRole role) => Open(ModelVariant.Find(modelFolder, role));

    /// <summary>Opens a variant.</summary>
    /// <exception cref="EvaluationException">The variant cannot be loaded, or does not classify.</exception>
    public static ClassificationEvaluator Open(ModelVariant variant)
    {
        if (variant.Export.Head is null)
        {
            throw new EvaluationException($"{variant.ModelFolder}: it does not classify.");
        }

        var model = variant.Load();
        return new ClassificationEvaluator(model, model.Head ?? variant.Export.Head);
    }

    /// <summary>Classifies a labelled set and scores the answers.</summary>
    /// <param name="set">In-scope texts, and out-of-scope ones with the scope's label.</param>
    /// <param name="scope">The rule that turns requests away.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Stops the scoring.</param>
    /// <exception cref="EvaluationException">The classes are not mutually exclusive, or the set does not fit them.</exception>
    public async Task<ClassificationScore> ScoreAsync(
        TestSet<LabelledText> set,
        ScopeRule scope,
        TimeProvider timeProvider,
        CancellationToken cancellationToken
    )
    {
        if (Function != ScoreFunction.Softmax)
        {
            throw new EvaluationException(
                $"{set.Name}: the model gives each label a score of its own (see problem_type in its config.json); only models that choose one label of several can be scored."
            );
        }

        var truths = ClassNumbers.Of(set, Labels, scope.Label);
        var started = timeProvider.GetTimestamp();
        (var probabilities, var tokens) = await ClassifyAsync([.. set.Items.Select(item => item.Text)], cancellationToken);
        var seconds = timeProvider.GetElapsedTime(started).TotalSeconds;
        return ClassificationScore.Of(probabilities, truths, Labels, scope) with { Tokens = tokens, Seconds = seconds };
    }

    /// <summary>
    /// Returns a score for each label of each text, <c>[texts][labels]</c>, from which a student learns (Hinton et al. 2015).
    /// </summary>
    /// <returns>The scores, and how many tokens the model read, special tokens included.</returns>
    /// <exception cref="EvaluationException">The model returned NaN or infinite scores.</exception>
    public async Task<(IReadOnlyList<double[]> Probabilities, long Tokens)> ClassifyAsync(
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _model.ClassifyAsync(texts, cancellationToken);
        }
        catch (InferenceException exception)
        {
            throw new EvaluationException(exception.Message, exception);
        }
    }

    public void Dispose() => _model.Dispose();
}
