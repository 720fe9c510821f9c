using TransformerService.Distillation.Data;
using TransformerService.Evaluation.Metrics;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Translation;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;

namespace TransformerService.Distillation.Evaluation;

/// <summary>Translates with a model of a repository through the same code that serves it, and scores the result.</summary>
internal sealed class TranslationEvaluator : IDisposable
{
    private readonly TranslationModel _model;

    private TranslationEvaluator(TranslationModel model) => _model = model;

    /// <summary>The beams that the export's generation_config.json asks for; 1 is greedy.</summary>
    public int Beams => _model.Generation.NumBeams;

    /// <summary>Opens one variant of <c>&lt;folder&gt;/model.json</c>.</summary>
    /// <exception cref="EvaluationException">The model is faulty, or does not translate.</exception>
    public static TranslationEvaluator Open(string modelFolder, VariantRole role) => Open(ModelVariant.Find(modelFolder, role));

    /// <summary>Opens a variant.</summary>
    /// <exception cref="EvaluationException">It cannot be loaded, or does not translate.</exception>
    public static TranslationEvaluator Open(ModelVariant variant)
    {
        GenerationSettings generation = variant.Export.Generation ?? throw new EvaluationException($"{variant.ModelFolder}: it does not translate.");
        return new TranslationEvaluator(variant.Load(factory =>
            TranslationModel.Load(variant.Definition.Folder, variant.Export, generation, factory, new InferenceOptions())));
    }

    /// <summary>Translates each source as one sequence and scores against the targets.</summary>
    /// <exception cref="EvaluationException">The model gave scores that are no numbers.</exception>
    public async Task<TranslationScore> ScoreAsync(IReadOnlyList<TextPair> pairs, int beams, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        long started = timeProvider.GetTimestamp();
        (IReadOnlyList<string> translations, long tokens) = await TranslateAsync([.. pairs.Select(pair => pair.Source)], beams, cancellationToken);
        double seconds = timeProvider.GetElapsedTime(started).TotalSeconds;
        string[] references = [.. pairs.Select(pair => pair.Target)];
        return new TranslationScore(
            Bleu.Corpus(translations, references).Score, ChrF.Corpus(translations, references), pairs.Count, tokens, seconds, translations);
    }

    /// <summary>Translates each text as one sequence.</summary>
    /// <exception cref="EvaluationException">The model gave scores that are no numbers.</exception>
    public async Task<(IReadOnlyList<string> Translations, long Tokens)> TranslateAsync(
        IReadOnlyList<string> texts, int beams, CancellationToken cancellationToken)
    {
        IReadOnlyList<IReadOnlyList<GeneratedSequence>> found = await GenerateAsync(texts, beams, hypotheses: 1, cancellationToken);
        return ([.. found.Select(sequences => _model.Tokenizer.Decode(sequences[0].Tokens))], found.Sum(sequences => (long)sequences[0].Tokens.Length));
    }

    /// <summary>The best translations of each text, the likeliest first: what a student learns from a teacher (Kim and Rush 2016).</summary>
    /// <exception cref="EvaluationException">The model gave scores that are no numbers.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> HypothesesAsync(
        IReadOnlyList<string> texts, int beams, int hypotheses, CancellationToken cancellationToken)
    {
        IReadOnlyList<IReadOnlyList<GeneratedSequence>> found = await GenerateAsync(texts, beams, hypotheses, cancellationToken);
        return [.. found.Select(sequences => sequences.Select(sequence => _model.Tokenizer.Decode(sequence.Tokens)).ToArray())];
    }

    private async Task<IReadOnlyList<IReadOnlyList<GeneratedSequence>>> GenerateAsync(
        IReadOnlyList<string> texts, int beams, int hypotheses, CancellationToken cancellationToken)
    {
        GenerationSettings settings = _model.Generation with { NumBeams = beams, NumReturnSequences = hypotheses };
        TranslationRow[] rows = [.. texts.AsParallel().AsOrdered().Select(text => new TranslationRow(_model.Encode(text).Ids, settings))];
        try
        {
            return (await _model.GenerateAsync(rows, cancellationToken)).Results;
        }
        catch (InferenceException exception)
        {
            throw new EvaluationException(exception.Message, exception);
        }
    }

    public void Dispose() => _model.Dispose();
}
