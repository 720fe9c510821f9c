using TransformerService.Distillation.Data;
using TransformerService.Evaluation.Metrics;
using TransformerService.Inference.Variants;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;

namespace TransformerService.Distillation.Evaluation;

/// <summary>Translates with a model of a repository through the same code that serves it, and scores the result.</summary>
internal sealed class TranslationEvaluator : IDisposable
{
    private readonly LoadedVariant _model;
    private readonly GenerationSettings _generation;

    private TranslationEvaluator(LoadedVariant model, GenerationSettings generation) => (_model, _generation) = (model, generation);

    /// <summary>Number of beams in the export's generation_config.json; 1 is greedy.</summary>
    public int Beams => _generation.NumBeams;

    /// <summary>Opens one variant of <c>&lt;folder&gt;/model.json</c>.</summary>
    /// <exception cref="EvaluationException">The model is faulty, or does not translate.</exception>
    public static TranslationEvaluator Open(string modelFolder, VariantRole role) => Open(ModelVariant.Find(modelFolder, role));

    /// <summary>Opens a variant.</summary>
    /// <exception cref="EvaluationException">The variant cannot be loaded, or does not translate.</exception>
    public static TranslationEvaluator Open(ModelVariant variant)
    {
        if (variant.Export.Generation is null)
        {
            throw new EvaluationException($"{variant.ModelFolder}: it does not translate.");
        }

        var model = variant.Load();
        return new TranslationEvaluator(model, model.Generation ?? variant.Export.Generation);
    }

    /// <summary>Translates each source as one sequence and scores against the targets.</summary>
    /// <exception cref="EvaluationException">The model returned NaN or infinite scores.</exception>
    public async Task<TranslationScore> ScoreAsync(
        IReadOnlyList<TextPair> pairs,
        int beams,
        TimeProvider timeProvider,
        CancellationToken cancellationToken
    )
    {
        var started = timeProvider.GetTimestamp();
        (var translations, var tokens) = await TranslateAsync([.. pairs.Select(pair => pair.Source)], beams, cancellationToken);
        var seconds = timeProvider.GetElapsedTime(started).TotalSeconds;
        string[] references = [.. pairs.Select(pair => pair.Target)];
        return new TranslationScore(
            Bleu.Corpus(translations, references).Score,
            ChrF.Corpus(translations, references),
            pairs.Count,
            tokens,
            seconds,
            translations
        );
    }

    /// <summary>Translates each text as one sequence.</summary>
    /// <exception cref="EvaluationException">The model returned NaN or infinite scores.</exception>
    public async Task<(IReadOnlyList<string> Translations, long Tokens)> TranslateAsync(
        IReadOnlyList<string> texts,
        int beams,
        CancellationToken cancellationToken
    )
    {
        var found = await GenerateAsync(texts, beams, hypotheses: 1, cancellationToken);
        return ([.. found.Select(best => best[0].Text)], found.Sum(best => (long)best[0].Tokens.Count));
    }

    /// <summary>
    /// Returns the best translations of each text, the most likely first, from which a student learns (Kim and Rush 2016).
    /// </summary>
    /// <exception cref="EvaluationException">The model returned NaN or infinite scores.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> HypothesesAsync(
        IReadOnlyList<string> texts,
        int beams,
        int hypotheses,
        CancellationToken cancellationToken
    )
    {
        var found = await GenerateAsync(texts, beams, hypotheses, cancellationToken);
        return [.. found.Select(row => row.Select(text => text.Text).ToArray())];
    }

    private async Task<IReadOnlyList<IReadOnlyList<GeneratedText>>> GenerateAsync(
        IReadOnlyList<string> texts,
        int beams,
        int hypotheses,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _model.TranslateAsync(texts, beams, hypotheses, cancellationToken);
        }
        catch (InferenceException exception)
        {
            throw new EvaluationException(exception.Message, exception);
        }
    }

    public void Dispose() => _model.Dispose();
}

/// <summary>How well and how fast a model translated a test set.</summary>
/// <param name="Bleu">sacreBLEU's corpus BLEU, 13a, exponential smoothing, 0 to 100.</param>
/// <param name="ChrF">sacreBLEU's chrF2, 0 to 100.</param>
/// <param name="Sentences">Number of pairs in the set.</param>
/// <param name="Tokens">Number of tokens generated.</param>
/// <param name="Seconds">Time for the whole set, tokenization included.</param>
/// <param name="Translations">The translations, in the set's order.</param>
internal sealed record TranslationScore(
    double Bleu,
    double ChrF,
    int Sentences,
    long Tokens,
    double Seconds,
    IReadOnlyList<string> Translations
);
