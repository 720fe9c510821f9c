using TransformerService.Inference.Batching;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Catalog;
using TransformerService.Models.Exports;
using TransformerService.Models.Exports.Shortlists;
using TransformerService.Models.Requests;
using TransformerService.Models.SelfChecks;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Translation;

/// <summary>A loaded encoder-decoder: sequences in, hypotheses out.</summary>
internal abstract class SequenceModel : BatchedModel<TranslationRow, IReadOnlyList<GeneratedSequence>>
{
    /// <summary>Maximum number of values in one tensor: .NET can access at most 2 GiB of it.</summary>
    private const long LargestTensor = 1 << 28;

    /// <summary>Limits of a small request's row, as multiples of the export's own beams × tokens.</summary>
    private const long TimesOwnSettings = 4;

    private readonly EncoderDecoder _sessions;
    private readonly List<string> _warnings;

    /// <param name="loaded">Its open files, which the model frees, and its tokenizer.</param>
    protected SequenceModel(LoadedSequences loaded)
        : base(loaded.Export, loaded.Tokenizer)
    {
        _sessions = loaded.Sessions;
        Directions = new TranslationDirections(Export.Languages, Tokenizer, Export.Prefix);
        Generation = Directions.Apply(Directions.Default, loaded.Generation);
        MaxNewTokens = loaded.MaxNewTokens;
        Shortlist = loaded.Shortlist;
        _warnings = [.. loaded.Warnings];
        _sessions.UseAlignment(Export.AlignmentHeads, _warnings);
    }

    /// <summary>The languages that a call may choose.</summary>
    public TranslationDirections Directions { get; }

    /// <summary>The pieces that a translation may use; <see langword="null"/> if all translations may use all pieces.</summary>
    public LexicalShortlist? Shortlist { get; }

    /// <summary>Whether it can align a translation with its source.</summary>
    public bool CanAlign => _sessions.CanAlign;

    /// <summary>The settings of the export.</summary>
    public GenerationSettings Generation { get; }

    public override IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The most tokens that a call may request: the decoder's positions, or the configured limit if positions are relative.</summary>
    public int MaxNewTokens { get; }

    /// <summary>The logits of an export without a cache grow with every step; a batch has as many as fit into a tensor.</summary>
    protected override BatchLimits Limits(BatchLimits configured)
    {
        var limits = base.Limits(configured);
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
        new(MaxInputTokens, GenerationLimits.MaxBeamSize, (long)GenerationLimits.MaxBeamSize * (MaxNewTokens + 1));

    public override RowCost CostOf(TranslationRow row) => row.Cost;

    /// <summary>
    /// Creates a row with its cost class: the slot reserved for small requests is not for those that request many more beams or tokens than
    /// the export's settings.
    /// </summary>
    /// <param name="ids">Its token ids.</param>
    /// <param name="settings">How to decode it.</param>
    /// <param name="usesShortlist">Whether it uses the model's shortlist: a whole text as one row does not.</param>
    public TranslationRow Row(int[] ids, GenerationSettings settings, bool usesShortlist) =>
        new(ids, settings)
        {
            UsesShortlist = usesShortlist,
            IsDear = (long)settings.NumBeams * settings.MaxLength > TimesOwnSettings * Generation.NumBeams * Generation.MaxLength,
        };

    /// <summary>Creates a row that aligns a translation with its source.</summary>
    /// <param name="ids">The source's token ids.</param>
    /// <param name="target">The translation's tokens; the row gets their attention.</param>
    public TranslationRow Alignment(int[] ids, AlignedTarget target)
    {
        var settings = Generation with { NumBeams = 1, NumReturnSequences = 1, MaxLength = target.Tokens.Length + 1 };
        return new(ids, settings) { Aligned = target };
    }

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

    protected override IReadOnlyList<GeneratedSequence>[] RunBatch(
        IReadOnlyList<TranslationRow> rows,
        Action<int, IReadOnlyList<GeneratedSequence>>? finished,
        CancellationToken cancellationToken
    ) =>
        !EqualLengthsOnly
            ? RunPadded(rows, finished, cancellationToken)
            : LengthGroups.Run<TranslationRow, IReadOnlyList<GeneratedSequence>>(
                rows,
                row => row.Ids.Length,
                mayPad: false,
                (group, places) => RunPadded(group, (place, result) => finished?.Invoke(places[place], result), cancellationToken)
            );

    private IReadOnlyList<GeneratedSequence>[] RunPadded(
        IReadOnlyList<TranslationRow> rows,
        Action<int, IReadOnlyList<GeneratedSequence>>? finished,
        CancellationToken cancellationToken
    )
    {
        if (rows.Any(row => row.Aligned is not null))
        {
            return RunAligned(rows, finished, cancellationToken);
        }

        ISearch[] searches = [.. rows.Select(row => row.NewSearch())];
        Run(
            [.. rows.Select(row => row.Ids)],
            searches,
            cancellationToken,
            search => finished?.Invoke(Array.IndexOf(searches, search), search.Results()),
            Shortlist is null ? null : [.. rows.Select(row => row.PiecesOf(Shortlist))]
        );
        return [.. searches.Select(search => search.Results())];
    }

    /// <summary>Aligns the rows that want it, a few at a time, and searches for the others.</summary>
    private IReadOnlyList<GeneratedSequence>[] RunAligned(
        IReadOnlyList<TranslationRow> rows,
        Action<int, IReadOnlyList<GeneratedSequence>>? finished,
        CancellationToken cancellationToken
    )
    {
        var results = new IReadOnlyList<GeneratedSequence>[rows.Count];
        int[] aligned = [.. Enumerable.Range(0, rows.Count).Where(row => rows[row].Aligned is not null)],
            searched = [.. Enumerable.Range(0, rows.Count).Except(aligned)];
        AlignmentRuns.Run(_sessions, [.. aligned.Select(row => rows[row])], Generation, cancellationToken);
        foreach (var row in aligned)
        {
            results[row] = [Found(rows[row].Aligned ?? throw new InvalidOperationException())];
            finished?.Invoke(row, results[row]);
        }

        var found =
            searched.Length == 0
                ? []
                : RunPadded(
                    [.. searched.Select(row => rows[row])],
                    (place, result) => finished?.Invoke(searched[place], result),
                    cancellationToken
                );
        foreach (var (place, row) in searched.Index())
        {
            results[row] = found[place];
        }

        return results;
    }

    /// <summary>The result of an aligned row; its score is NaN if its attention is not finite.</summary>
    private static GeneratedSequence Found(AlignedTarget aligned) => new(aligned.Tokens, aligned.IsFinite ? 0 : double.NaN);

    /// <summary>Runs a search for each row of one batch until all are done.</summary>
    public void Run(
        IReadOnlyList<int[]> rows,
        IReadOnlyList<ISearch> searches,
        CancellationToken cancellationToken,
        Action<ISearch>? finished = null,
        IReadOnlyList<int[]?>? shortlists = null
    ) => SequenceGenerator.Run(_sessions, new TokenBatch(rows, Generation.PadTokenId), searches, finished, cancellationToken, shortlists);

    protected override void Probe(CancellationToken cancellationToken) => Generate([TranslationWarmUp.ShortRow(this)], cancellationToken);

    public override void WarmUp(CancellationToken cancellationToken)
    {
        if (new TranslationWarmUp(this, cancellationToken).Run(mayPad: !EqualLengthsOnly))
        {
            EqualLengthsOnly = true;
            _warnings.Add(WarmUpRuns.PaddingWarning);
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

    public override IReadOnlyList<CheckedAnswer> Check(IReadOnlyList<SelfCheckSample> samples, CancellationToken cancellationToken) =>
        TranslationCheck.Run(this, samples, cancellationToken);

    protected override Func<TranslationRow, IReadOnlyList<GeneratedSequence>, long> Spent =>
        (row, found) => found.Count == 0 ? row.Cost.Work : row.WorkOf(found.Max(sequence => sequence.Tokens.Length)); // none if its caller left

    protected override bool IsFinite(IReadOnlyList<GeneratedSequence> found) =>
        found.Count > 0 && found.All(sequence => double.IsFinite(sequence.Score));

    protected override void FreeSessions() => _sessions.Dispose();
}
