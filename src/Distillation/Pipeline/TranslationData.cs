using TransformerService.Distillation.Alignment;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Data.Augmentation;
using TransformerService.Distillation.Data.SentencePiece;
using TransformerService.Distillation.HuggingFace;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;

namespace TransformerService.Distillation.Pipeline;

/// <summary>A recipe's corpora, cleaned and split, and the vocabulary that encodes them.</summary>
/// <param name="Tokenizer">The tokenizer, shared by both languages.</param>
/// <param name="Training">Pairs to train on.</param>
/// <param name="Kept">
/// Pairs to train on whose targets a student learns unchanged: those that a better teacher wrote, and changed copies, which teach to copy.
/// </param>
/// <param name="Extra">Pairs that only the student learns.</param>
/// <param name="Validation">Held-out pairs.</param>
internal sealed record TranslationData(
    TextTokenizer Tokenizer,
    IReadOnlyList<TextPair> Training,
    IReadOnlyList<TextPair> Kept,
    IReadOnlyList<TextPair> Extra,
    IReadOnlyList<TextPair> Validation
)
{
    // With byte fallback, characters that are rarer, such as a name in Chinese, are not worth a piece.
    private const double ByteFallbackCoverage = 0.9999;

    private static readonly string[] SlowTokenizerFiles =
    [
        "source.spm",
        "target.spm",
        "vocab.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
    ];

    /// <summary>
    /// Reads the corpora, and trains the tokenizer unless it exists from an earlier run or comes with the model to start from.
    /// </summary>
    /// <exception cref="CorpusException">A corpus is missing or malformed.</exception>
    /// <exception cref="SentencePieceException">spm_train is missing or fails.</exception>
    public static async Task<TranslationData> PrepareAsync(
        TranslationRecipe recipe,
        PipelineOptions options,
        TextWriter log,
        CancellationToken cancellationToken
    )
    {
        var corpora = new CorpusSource(options, dropDuplicates: true, log);
        List<TextPair> training = [],
            kept = [],
            validation = [];
        var splitter = new CorpusSplitter((ulong)recipe.Teacher.Training.Seed, recipe.ValidationShare);
        foreach (var corpus in recipe.Corpora)
        {
            var learned = recipe.Distillation.KeepReferencesOf.Contains(corpus.File) ? kept : training;
            foreach (var read in corpora.Pairs(Path.Combine(options.DataFolder, corpus.File)))
            {
                var pair = Written(read) with { Weight = read.Weight * corpus.Weight, Draw = Draw.Of(read.Source, corpus.Share) };
                if (!splitter.IsHeldOut(pair.Source))
                {
                    learned.Add(pair);
                }
                else if (pair.Draw.Times(epoch: 0) > 0)
                {
                    // Validation mixes the corpora in the same proportions as an epoch.
                    validation.Add(pair);
                }
            }
        }

        List<TextPair> extra = [.. options.Extra.SelectMany(corpora.Pairs).Where(pair => !splitter.IsHeldOut(pair.Source)).Select(Written)];
        corpora.Report();
        if (training.Count + kept.Count == 0)
        {
            throw new CorpusException("The corpora contain no pair to train on.");
        }

        if (validation.Count == 0)
        {
            throw new CorpusException("No pair is held out to validate on: raise validationShare, or add more pairs.");
        }

        await TokenizerAsync(recipe, options, training.Concat(kept).Where(pair => pair.Draw.Times(epoch: 0) > 0), log, cancellationToken);
        List<TextPair> changed =
        [
            .. new PairAugmentation(recipe.Augmentation, (ulong)recipe.Teacher.Training.Seed, recipe.RequiredCharacters).Of([
                .. training,
                .. kept,
            ]),
        ];
        kept.AddRange(changed);
        log.WriteLine(
            $"{training.Count + kept.Count} pairs to train on, {changed.Count} of them changed copies, {validation.Count} to validate."
        );
        return new TranslationData(TokenizerLoader.Load(options.Work.Tokenizer), training, kept, extra, validation);

        TextPair Written(TextPair pair) => recipe.PlainApostrophes ? pair with { Target = Apostrophes.Plain(pair.Target) } : pair;
    }

    /// <summary>Encodes pairs as token ids; pairs with a side longer than the limit are left out.</summary>
    public IReadOnlyList<EncodedPair> Encode(IEnumerable<TextPair> pairs, int maxTokens) =>
        [
            .. pairs
                .AsParallel()
                .AsOrdered()
                .Select(pair => new EncodedPair(
                    Tokenizer.Encode(pair.Source, int.MaxValue).Ids,
                    Tokenizer.Encode(pair.Target, int.MaxValue).Ids,
                    pair.Weight
                )
                {
                    Draw = pair.Draw,
                })
                .Where(pair => pair.Source.Length <= maxTokens && pair.Target.Length <= maxTokens),
        ];

    /// <summary>Encodes pairs for an alignment of their pieces; as <see cref="Encode"/>.</summary>
    public (int[] Source, int[] Target)[] Pieces(IEnumerable<TextPair> pairs, int maxTokens) =>
        [.. Encode(pairs, maxTokens).Select(pair => (pair.Source, pair.Target))];

    /// <summary>Learns word alignments from pairs.</summary>
    public WordAligner Aligner(IReadOnlyList<TextPair> pairs, int maxTokens, CancellationToken cancellationToken) =>
        new(Tokenizer.LargestVocabularyId + 1, Pieces(EvenSample.Of(pairs, HeadSelection.AlignedPairs), maxTokens), cancellationToken);

    /// <summary>Returns the guided alignment that a training asks for; <see langword="null"/> if it asks for none.</summary>
    public GuidedAlignment? Guided(
        TrainingOptions options,
        IReadOnlyList<TextPair> pairs,
        int maxTokens,
        CancellationToken cancellationToken
    ) => options.Alignment > 0 ? new(Aligner(pairs, maxTokens, cancellationToken), options.Alignment) : null;

    private static async Task TokenizerAsync(
        TranslationRecipe recipe,
        PipelineOptions options,
        IEnumerable<TextPair> pairs,
        TextWriter log,
        CancellationToken cancellationToken
    )
    {
        if (options is { From: { } model, NewVocabulary: false })
        {
            await BeginWithAsync(Path.Combine(model, TranslationExport.Teacher), options.Work.Tokenizer);
            return;
        }

        await TokenizerFolder.MakeAsync(
            options.Work.Tokenizer,
            async folder =>
            {
                log.WriteLine($"Training {recipe.Pieces} SentencePiece pieces …");
                var pieces = new SentencePieceOptions
                {
                    VocabularySize = recipe.Pieces,
                    SourceLanguage = recipe.SourceLanguage,
                    TargetLanguage = recipe.TargetLanguage,
                    ByteFallback = recipe.ByteFallback,
                    RequiredCharacters = recipe.RequiredCharacters,
                    CharacterCoverage = recipe.ByteFallback ? ByteFallbackCoverage : 1,
                };
                var trainer = new SentencePieceTrainer(SpmTrain.Find(Environment.GetEnvironmentVariable("PATH")), pieces);
                (await trainer.TrainAsync(pairs.SelectMany(pair => new[] { pair.Source, pair.Target }), cancellationToken)).Write(
                    folder,
                    pieces
                );
            }
        );
    }

    /// <summary>Copies the vocabulary of the model to start from, whose weights are only valid with it.</summary>
    private static async Task BeginWithAsync(string export, string tokenizer)
    {
        if (!Directory.Exists(export))
        {
            throw new ExportException($"There is no model to start from in {export}.");
        }

        await TokenizerFolder.MakeAsync(
            tokenizer,
            folder =>
            {
                foreach (var file in SlowTokenizerFiles)
                {
                    File.Copy(Path.Combine(export, file), Path.Combine(folder, file));
                }

                FastTokenizerFile.WriteMarian(folder);
                return Task.CompletedTask;
            }
        );
        const string Vocabulary = "vocab.json";
        if (
            !File.ReadAllBytes(Path.Combine(export, Vocabulary))
                .AsSpan()
                .SequenceEqual(File.ReadAllBytes(Path.Combine(tokenizer, Vocabulary)))
        )
        {
            throw new ExportException($"{tokenizer} contains another vocabulary than {export}: use another work folder.");
        }
    }
}
