using TransformerService.Inference.Batching;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.SelfChecks;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Translation;

/// <summary>A loaded encoder-decoder: text in, hypotheses out.</summary>
internal sealed class TranslationModel : ServedModel
{
    /// <summary>Maximum number of values in one tensor: .NET can access at most 2 GiB of it.</summary>
    private const long LargestTensor = 1 << 28;

    /// <summary>Limits of a small request's row, as multiples of the export's own beams × tokens.</summary>
    private const long TimesOwnSettings = 4;

    private readonly EncoderDecoder _sessions;
    private readonly List<string> _warnings;
    private bool _equalLengths;
    private Batcher<TranslationRow, IReadOnlyList<GeneratedSequence>>? _batcher;
    private Batcher<TranslationRow, IReadOnlyList<GeneratedSequence>>? _background;

    private TranslationModel(
        ExportDescription export,
        TextTokenizer tokenizer,
        EncoderDecoder sessions,
        GenerationSettings generation,
        InferenceOptions options
    )
        : base(export, tokenizer)
    {
        _sessions = sessions;
        MaxNewTokens = export.MaxPositions ?? options.MaxNewTokens;
        Generation = generation with
        {
            MaxLength = Math.Min(generation.MaxLength, MaxNewTokens + 1),
            NumBeams = Math.Min(generation.NumBeams, GenerationOverrides.MaxBeamSize),
            NumReturnSequences = Math.Min(generation.NumReturnSequences, GenerationOverrides.MaxBeamSize),
        };
        List<string> warnings = [];
        if (Generation.MaxLength < generation.MaxLength)
        {
            warnings.Add(
                $"max_length is {generation.MaxLength}, but at most {MaxNewTokens} tokens can be generated; it is {Generation.MaxLength} here."
            );
        }

        if (Generation.NumBeams < generation.NumBeams)
        {
            warnings.Add($"num_beams is {generation.NumBeams}, but at most {GenerationOverrides.MaxBeamSize} are searched.");
        }

        _equalLengths = export.EqualLengths;
        _warnings = warnings;
    }

    /// <summary>The settings of the export.</summary>
    public GenerationSettings Generation { get; }

    public override IReadOnlyList<string> Warnings => _warnings;

    /// <summary>
    /// The maximum number of tokens that a call may request: the decoder's positions, or the configured limit if positions are relative.
    /// </summary>
    public int MaxNewTokens { get; }

    /// <summary>Loads an export.</summary>
    /// <exception cref="ModelLoadException">Its ONNX files cannot be loaded.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static TranslationModel Load(
        string folder,
        ExportDescription export,
        GenerationSettings generation,
        OnnxSessionFactory factory,
        InferenceOptions options
    )
    {
        var tokenizer = LoadTokenizer(folder, export);
        var sessions = EncoderDecoder.Open(factory, export.Onnx, export.PaddingPosition);
        var faults = TokenIdFaults(generation, sessions.Vocabulary ?? int.MaxValue);
        faults.AddRange(
            export
                .Onnx.Decoders.Select(EmbeddingTables.Read)
                .Where(tables => tables.Tokens < sessions.Vocabulary)
                .Select(tables =>
                    $"{tables.File} gives {sessions.Vocabulary} logits, but its table of embeddings has {tables.Tokens} rows: a token that it generates could not be read in the next step. Export it again with embeddings and logits of one size."
                )
        );
        if (faults.Count == 0)
        {
            return new TranslationModel(export, tokenizer, sessions, generation, options);
        }

        sessions.Dispose();
        throw new ModelLoadException(faults);
    }

    private static List<string> TokenIdFaults(GenerationSettings generation, int vocabulary)
    {
        (string Field, IEnumerable<int> Ids)[] fields =
        [
            ("decoder_start_token_id", [generation.DecoderStartTokenId]),
            ("eos_token_id", generation.EosTokenIds),
            ("pad_token_id", [generation.PadTokenId]),
            ("forced_bos_token_id", generation.ForcedBosTokenId is { } bos ? [bos] : []),
            ("forced_eos_token_id", generation.ForcedEosTokenIds),
            ("bad_words_ids", generation.BadWordsIds.SelectMany(word => word)),
        ];
        return
        [
            .. fields
                .Where(field => field.Ids.Any(id => id < 0 || id >= vocabulary))
                .Select(field => $"generation_config.json: '{field.Field}' names a token outside the model's vocabulary of {vocabulary}."),
        ];
    }

    /// <summary>
    /// How large a batch may be: what the configuration allows, and for an export without a cache, whose logits grow with every step, what
    /// a
    /// tensor can hold.
    /// </summary>
    public BatchLimits Limits(BatchLimits configured)
    {
        var limits = configured with { EqualLengths = _equalLengths, Memory = Memory };
        return !_sessions.IsCacheless ? limits
            : _sessions.Vocabulary is { } vocabulary
                ? limits with
                {
                    MaxDecoderTokens = Math.Min(configured.MaxDecoderTokens, LargestTensor / vocabulary),
                }
            // The file does not declare the vocabulary size, so only a batch of one row is known to be safe.
            : limits with { MaxRows = 1 };
    }

    public override Int8Arithmetic? Int8Arithmetic => _sessions.Int8Arithmetic;

    public override RowCost Dearest =>
        new(MaxInputTokens, GenerationOverrides.MaxBeamSize, (long)GenerationOverrides.MaxBeamSize * (MaxNewTokens + 1));

    public override int Waiting => _batcher?.Waiting ?? 0;

    public override void Start(BatchingOptions batching, RunSlots slots, TimeProvider timeProvider, BatchObserver? observer = null)
    {
        _batcher = NewBatcher(BatcherOptions.Of(batching));
        _background = NewBatcher(BatcherOptions.InBackground(batching));

        Batcher<TranslationRow, IReadOnlyList<GeneratedSequence>> NewBatcher(BatcherOptions options) =>
            new(
                GivingBack<TranslationRow, IReadOnlyList<GeneratedSequence>>(RunBatch, row => row.Cost),
                options with
                {
                    Limits = Limits(options.Limits),
                },
                slots,
                timeProvider,
                observer,
                Failures,
                Spent
            );
    }

    /// <summary>
    /// Creates a row with its cost class: the slot reserved for small requests is not for those that request many more beams or tokens than
    /// the export's settings.
    /// </summary>
    public TranslationRow Row(int[] ids, GenerationSettings settings) =>
        new(ids, settings)
        {
            IsDear = (long)settings.NumBeams * settings.MaxLength > TimesOwnSettings * Generation.NumBeams * Generation.MaxLength,
        };

    private static long Spent(TranslationRow row, IReadOnlyList<GeneratedSequence> found) =>
        row.WorkOf(found.Count == 0 ? 0 : found.Max(sequence => sequence.Tokens.Length));

    /// <summary>Generates for each row, best sequences first, in batches with the rows of other requests.</summary>
    /// <exception cref="InferenceException">
    /// A row does not fit into the memory, the queue is full, or the model returned NaN or infinite scores.
    /// </exception>
    public async Task<BatchedResults<IReadOnlyList<GeneratedSequence>>> GenerateAsync(
        IReadOnlyList<TranslationRow> rows,
        RequestTerms terms,
        CancellationToken cancellationToken
    )
    {
        var batcher =
            (terms.Priority == RunPriority.Low ? _background : _batcher)
            ?? throw new InvalidOperationException("The model was not started.");
        CheckRows(rows, row => row.Cost);
        var found = await batcher.RunAsync(rows, row => row.Cost, terms, cancellationToken);
        return found.Results.All(row => row.Count > 0 && row.All(sequence => double.IsFinite(sequence.Score)))
            ? found
            : throw new InferenceException(InferenceError.Internal, "The model returned NaN or infinite scores.");
    }

    /// <summary>Generates for each row, with a waiting caller's priority.</summary>
    /// <exception cref="InferenceException">The queue is full, or the model returned NaN or infinite scores.</exception>
    public Task<BatchedResults<IReadOnlyList<GeneratedSequence>>> GenerateAsync(
        IReadOnlyList<TranslationRow> rows,
        CancellationToken cancellationToken
    ) => GenerateAsync(rows, RequestTerms.Own, cancellationToken);

    /// <summary>Adds the export's prefix to a text; a language code at the text's beginning takes precedence over the prefix's.</summary>
    public TokenizedText Encode(string text) => Encode(text, new TextWork(CancellationToken.None));

    internal TokenizedText Encode(string text, TextWork work) =>
        Tokenizer.LanguageCode(text) is { } code && Export.Prefix.Length > 0
            ? Encode(text[code.Length..], code, work)
            : Tokenizer.Encode(Export.Prefix + text, MaxInputTokens, work);

    /// <summary>Adds a language code to a text; it takes precedence over the prefix's.</summary>
    public TokenizedText Encode(string text, string languageCode) => Encode(text, languageCode, new TextWork(CancellationToken.None));

    internal TokenizedText Encode(string text, string languageCode, TextWork work) =>
        Tokenizer.Encode(Export.Prefix[(Tokenizer.LanguageCode(Export.Prefix)?.Length ?? 0)..] + text, languageCode, MaxInputTokens, work);

    /// <summary>Generates for each row of one batch, best sequences first; rows do not influence one another.</summary>
    public IReadOnlyList<GeneratedSequence>[] Generate(IReadOnlyList<TranslationRow> rows, CancellationToken cancellationToken) =>
        RunBatch(rows, finished: null, cancellationToken);

    private IReadOnlyList<GeneratedSequence>[] RunBatch(
        IReadOnlyList<TranslationRow> rows,
        Action<int, IReadOnlyList<GeneratedSequence>>? finished,
        CancellationToken cancellationToken
    ) =>
        !_equalLengths
            ? RunPadded(rows, finished, cancellationToken)
            : EqualLengths.Run<TranslationRow, IReadOnlyList<GeneratedSequence>>(
                rows,
                row => row.Ids.Length,
                (group, places) => RunPadded(group, (place, result) => finished?.Invoke(places[place], result), cancellationToken)
            );

    private IReadOnlyList<GeneratedSequence>[] RunPadded(
        IReadOnlyList<TranslationRow> rows,
        Action<int, IReadOnlyList<GeneratedSequence>>? finished,
        CancellationToken cancellationToken
    )
    {
        ISearch[] searches =
        [
            .. rows.Select(row => row.Settings.NumBeams == 1 ? (ISearch)new GreedySearch(row.Settings) : new BeamSearch(row.Settings)),
        ];
        Run(
            [.. rows.Select(row => row.Ids)],
            searches,
            cancellationToken,
            search => finished?.Invoke(Array.IndexOf(searches, search), search.Results())
        );
        return [.. searches.Select(search => search.Results())];
    }

    /// <summary>Runs a search for each row of one batch until all are done.</summary>
    public void Run(
        IReadOnlyList<int[]> rows,
        IReadOnlyList<ISearch> searches,
        CancellationToken cancellationToken,
        Action<ISearch>? finished = null
    ) => SequenceGenerator.Run(_sessions, new TokenBatch(rows, Generation.PadTokenId), searches, finished, cancellationToken);

    protected override void Probe(CancellationToken cancellationToken) =>
        Generate(
            [
                new TranslationRow(
                    Encode("Warm-up.").Ids,
                    Generation with
                    {
                        MaxLength = 3,
                        MinLength = 0,
                        MinNewTokens = 0,
                        NumBeams = 1,
                        NumReturnSequences = 1,
                    }
                ),
            ],
            cancellationToken
        );

    public override void WarmUp(CancellationToken cancellationToken)
    {
        var few = Generation with { MaxLength = Math.Min(Generation.MaxLength, 9), NumReturnSequences = 1 };
        var greedy = few with { NumBeams = 1 };
        int[] row = Encode("Warm-up.").Ids,
            longer = Encode("Warm-up of a longer row, as there is in most batches.").Ids;
        var alone = Check([row], greedy)[0][0].Score;
        WarmUpRuns.Batch(() =>
        {
            foreach (var beams in (int[])[1, Math.Max(2, Generation.NumBeams)])
            {
                _ = Tokenizer.Decode(Check([row, row], few with { NumBeams = beams })[0][0].Tokens);
            }
        });

        // Whatever the files declare, padding must not change an answer. It does so only in exports with one scale for a whole batch, which
        // have a warning.
        if (!_equalLengths && !Export.DependsOnBatch && !WarmUpRuns.IsNear(alone, Check([row, longer], greedy)[0][0].Score))
        {
            _equalLengths = true;
            _warnings.Add(WarmUpRuns.PaddingWarning);
        }

        // Run the longest possible row, to detect now, and not in a caller's request, a position table that is shorter than the files say.
        var longest = Encode(string.Concat(Enumerable.Repeat("warm up. ", MaxInputTokens))).Ids;
        WarmUpRuns.Longest(
            longest.Length,
            Export,
            tokens => Check([longest[..tokens]], greedy with { MaxLength = 2, MinLength = 0, MinNewTokens = 0 })
        );

        IReadOnlyList<GeneratedSequence>[] Check(IReadOnlyList<int[]> rows, GenerationSettings settings)
        {
            var found = Generate([.. rows.Select(ids => new TranslationRow(ids, settings))], cancellationToken);
            return Array.TrueForAll(found, sequences => sequences.Count > 0 && double.IsFinite(sequences[0].Score))
                ? found
                : throw new InferenceException(InferenceError.Internal, "The model returned NaN or infinite scores.");
        }
    }

    public override IReadOnlyList<(string Answer, double Score)> Answer(
        IReadOnlyList<(string Text, string? Pair)> texts,
        CancellationToken cancellationToken
    ) =>
        [
            .. Generate([.. texts.Select(text => new TranslationRow(Encode(text.Text).Ids, Generation))], cancellationToken)
                .Select(found => (Tokenizer.Decode(found[0].Tokens), found[0].Score)),
        ];

    public override IReadOnlyList<CheckedAnswer> Check(IReadOnlyList<SelfCheckSample> samples, CancellationToken cancellationToken)
    {
        if (samples.Any(sample => sample.Tokens is not { Count: > 0 }))
        {
            return
            [
                .. Answer([.. samples.Select(sample => (sample.Text, (string?)null))], cancellationToken)
                    .Zip(
                        samples,
                        (found, sample) =>
                            new CheckedAnswer(found.Answer, found.Score, found.Answer == sample.Answer ? 0 : double.NegativeInfinity)
                    ),
            ];
        }

        var greedy = Generation with { NumBeams = 1, NumReturnSequences = 1 };
        ForcedSearch[] searches = [.. samples.Select(sample => new ForcedSearch(greedy, sample.Tokens ?? []))];
        Run([.. samples.Select(sample => Encode(sample.Text).Ids)], searches, cancellationToken);
        return
        [
            .. searches.Zip(
                samples,
                (search, sample) =>
                {
                    var followed = search.Results()[0];
                    var text = Tokenizer.Decode(followed.Tokens);
                    return new CheckedAnswer(text, followed.Score, text == sample.Answer ? search.Lead : double.NegativeInfinity);
                }
            ),
        ];
    }

    public override void Dispose()
    {
        // Freeing a session while a thread is inside it ends the process.
        _batcher?.Dispose();
        _background?.Dispose();
        _sessions.Dispose();
    }
}
