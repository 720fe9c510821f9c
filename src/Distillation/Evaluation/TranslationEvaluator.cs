using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation.Metrics;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Hosting;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Tokenization;
using TransformerService.Inference.Translation;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Models.Repository;

namespace TransformerService.Distillation.Evaluation;

/// <summary>Translates with a model of a repository through the same code that serves it, and scores the result.</summary>
internal sealed class TranslationEvaluator : IDisposable
{
    private readonly TranslationModel _model;
    private readonly BatchingOptions _batching = new();

    private TranslationEvaluator(TranslationModel model) => _model = model;

    /// <summary>Opens one variant of <c>&lt;folder&gt;/model.json</c>.</summary>
    /// <exception cref="EvaluationException">The model is faulty, or does not translate.</exception>
    public static TranslationEvaluator Open(string modelFolder, VariantRole role)
    {
        ModelDefinition definition = ModelRepository.ReadModel(modelFolder);
        VariantDefinition? variant = definition.Variants.FirstOrDefault(variant => variant.Role == role);
        List<string> faults = [.. definition.Faults, .. variant?.Faults ?? [$"The model has no {role}."]];
        if (faults.Count > 0 || variant?.Export is not { Generation: { } generation } export)
        {
            throw new EvaluationException($"{modelFolder}: {string.Join(" ", faults.DefaultIfEmpty("it does not translate."))}");
        }

        try
        {
            var factory = new OnnxSessionFactory(ExecutionProvider.Cpu, intraOpThreads: 1);
            return new TranslationEvaluator(TranslationModel.Load(variant.Folder, export, generation, factory, new InferenceOptions()));
        }
        catch (Exception exception) when (exception is ModelLoadException or TokenizerLoadException)
        {
            throw new EvaluationException($"{modelFolder}: {exception.Message}", exception);
        }
    }

    /// <summary>Translates each source as one sequence and scores against the targets.</summary>
    public async Task<TranslationScore> ScoreAsync(IReadOnlyList<TextPair> pairs, int beams, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        long started = timeProvider.GetTimestamp();
        (IReadOnlyList<string> translations, long tokens) = await TranslateAsync([.. pairs.Select(pair => pair.Source)], beams, timeProvider, cancellationToken);
        double seconds = timeProvider.GetElapsedTime(started).TotalSeconds;
        string[] references = [.. pairs.Select(pair => pair.Target)];
        return new TranslationScore(
            Bleu.Corpus(translations, references).Score, ChrF.Corpus(translations, references), pairs.Count, tokens, seconds, translations);
    }

    /// <summary>Translates each text as one sequence: what a student learns from a teacher (Kim and Rush 2016).</summary>
    public async Task<(IReadOnlyList<string> Translations, long Tokens)> TranslateAsync(
        IReadOnlyList<string> texts, int beams, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        GenerationSettings settings = _model.Generation with { NumBeams = beams, NumReturnSequences = 1 };
        int[][] rows = [.. texts.Select(text => _model.Encode(text).Ids)];
        var sequences = new GeneratedSequence[rows.Length];
        using var slots = new RunSlots(Environment.ProcessorCount, timeProvider);
        IReadOnlyList<int[]> batches = BatchPlanner.Plan(
            [.. rows.Select(row => row.Length)], beams, _model.MaxRows(settings, _batching), _batching.MaxBatchTokens);
        await slots.RunAsync([.. batches.Select(batch => (Action<CancellationToken>)(token => Run(batch, token)))], cancellationToken);
        return ([.. sequences.Select(sequence => _model.Tokenizer.Decode(sequence.Tokens))], sequences.Sum(sequence => (long)sequence.Tokens.Length));

        void Run(int[] batch, CancellationToken token)
        {
            IReadOnlyList<GeneratedSequence>[] found = _model.Generate([.. batch.Select(row => rows[row])], settings, token);
            for (int place = 0; place < batch.Length; place++)
            {
                sequences[batch[place]] = found[place][0];
            }
        }
    }

    public void Dispose() => _model.Dispose();
}
