using TransformerService.Distillation.Data;
using TransformerService.Distillation.Data.SentencePiece;
using TransformerService.Distillation.HuggingFace;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using TransformerService.Inference.Tokenization;

namespace TransformerService.Distillation.Pipeline;

/// <summary>A recipe's corpora, cleaned and split, and the vocabulary that encodes them.</summary>
/// <param name="Tokenizer">Shared by both languages.</param>
/// <param name="Training">Pairs to train on.</param>
/// <param name="Kept">Pairs to train on whose targets a student learns as they are: a better teacher than ours wrote them.</param>
/// <param name="Extra">Pairs that the student alone learns.</param>
/// <param name="Validation">Pairs held out.</param>
internal sealed record TranslationData(
    TextTokenizer Tokenizer, IReadOnlyList<TextPair> Training, IReadOnlyList<TextPair> Kept, IReadOnlyList<TextPair> Extra,
    IReadOnlyList<TextPair> Validation)
{
    private static readonly string[] SlowTokenizerFiles = ["source.spm", "target.spm", "vocab.json", "tokenizer_config.json", "special_tokens_map.json"];

    /// <summary>Reads the corpora, and trains the tokenizer unless it is there from an earlier run or comes with the model to begin with.</summary>
    /// <exception cref="CorpusException">A corpus is missing or malformed.</exception>
    /// <exception cref="SentencePieceException">spm_train is missing or fails.</exception>
    public static async Task<TranslationData> PrepareAsync(
        TranslationRecipe recipe, PipelineOptions options, TextWriter log, CancellationToken cancellationToken)
    {
        var corpora = new CorpusSource(options, dropDuplicates: true, log);
        List<TextPair> training = [], kept = [], validation = [];
        var splitter = new CorpusSplitter((ulong)recipe.Teacher.Training.Seed, recipe.ValidationShare);
        foreach (string file in recipe.Corpora)
        {
            List<TextPair> learned = recipe.Distillation.KeepReferencesOf.Contains(file) ? kept : training;
            foreach (TextPair pair in corpora.Pairs(Path.Combine(options.DataFolder, file)))
            {
                (splitter.IsHeldOut(pair.Source) ? validation : learned).Add(pair);
            }
        }

        List<TextPair> extra = [.. options.Extra.SelectMany(corpora.Pairs).Where(pair => !splitter.IsHeldOut(pair.Source))];
        corpora.Report();
        if (training.Count + kept.Count == 0)
        {
            throw new CorpusException("The corpora hold no pair to train on.");
        }

        if (validation.Count == 0)
        {
            throw new CorpusException("No pair is held out to validate on: raise validationShare, or give more pairs.");
        }

        await TokenizerAsync(recipe, options, training.Concat(kept), log, cancellationToken);
        log.WriteLine($"{training.Count + kept.Count} pairs to train on, {validation.Count} to validate.");
        return new TranslationData(TokenizerLoader.Load(options.Work.Tokenizer), training, kept, extra, validation);
    }

    /// <summary>Pairs as token ids; those with a longer side than the recipe takes are left out.</summary>
    public IReadOnlyList<EncodedPair> Encode(IEnumerable<TextPair> pairs, int maxTokens) =>
    [
        .. pairs.AsParallel().AsOrdered()
            .Select(pair => new EncodedPair(
                Tokenizer.Encode(pair.Source, int.MaxValue).Ids, Tokenizer.Encode(pair.Target, int.MaxValue).Ids, pair.Weight))
            .Where(pair => pair.Source.Length <= maxTokens && pair.Target.Length <= maxTokens),
    ];

    private static async Task TokenizerAsync(
        TranslationRecipe recipe, PipelineOptions options, IEnumerable<TextPair> pairs, TextWriter log, CancellationToken cancellationToken)
    {
        if (options.From is { } model)
        {
            await BeginWithAsync(Path.Combine(model, TranslationExport.Teacher), options.Work.Tokenizer);
            return;
        }

        await TokenizerFolder.MakeAsync(options.Work.Tokenizer, async folder =>
        {
            log.WriteLine($"Training {recipe.Pieces} SentencePiece pieces …");
            var pieces = new SentencePieceOptions
            {
                VocabularySize = recipe.Pieces, SourceLanguage = recipe.SourceLanguage, TargetLanguage = recipe.TargetLanguage,
            };
            var trainer = new SentencePieceTrainer(SpmTrain.Find(Environment.GetEnvironmentVariable("PATH")), pieces);
            (await trainer.TrainAsync(pairs.SelectMany(pair => new[] { pair.Source, pair.Target }), cancellationToken)).Write(folder, pieces);
        });
    }

    /// <summary>Takes the vocabulary of the model to begin with, whose weights mean nothing under another.</summary>
    private static async Task BeginWithAsync(string export, string tokenizer)
    {
        if (!Directory.Exists(export))
        {
            throw new ExportException($"There is no model to begin with in {export}.");
        }

        await TokenizerFolder.MakeAsync(tokenizer, folder =>
        {
            foreach (string file in SlowTokenizerFiles)
            {
                File.Copy(Path.Combine(export, file), Path.Combine(folder, file));
            }

            FastTokenizerFile.WriteMarian(folder);
            return Task.CompletedTask;
        });
        const string Vocabulary = "vocab.json";
        if (!File.ReadAllBytes(Path.Combine(export, Vocabulary)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(tokenizer, Vocabulary))))
        {
            throw new ExportException($"{tokenizer} holds another vocabulary than {export}: take another work folder.");
        }
    }
}
