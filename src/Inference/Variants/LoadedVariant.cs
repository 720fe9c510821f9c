using Microsoft.ML.OnnxRuntime;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Embeddings;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Translation;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Quality;
using TransformerService.Models.Requests;
using TransformerService.Models.SelfChecks;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Variants;

/// <summary>
/// An export loaded on the CPU outside a server. It answers through the server's code: the same tokenizer, sessions, batches and decoding.
/// It runs as many batches at once as there are cores.
/// </summary>
public sealed class LoadedVariant : IDisposable
{
    /// <summary>The most beams of a search.</summary>
    public const int MaxBeams = GenerationLimits.MaxBeamSize;

    private readonly ServedModel _model;
    private readonly string _folder;

    private LoadedVariant(ServedModel model, string folder) => (_model, _folder) = (model, folder);

    /// <summary>The description read from the export's files.</summary>
    public ExportDescription Export => _model.Export;

    /// <summary>The export's tokenizer.</summary>
    public TextTokenizer Tokenizer => _model.Tokenizer;

    /// <summary>
    /// The settings of an encoder-decoder's generation_config.json, within what can be generated; <see langword="null"/> for an encoder.
    /// </summary>
    public GenerationSettings? Generation => (_model as SequenceModel)?.Generation;

    /// <summary>A classifier's labels and score function; <see langword="null"/> for a translator.</summary>
    public ClassificationHead? Head => (_model as ClassificationModel)?.Head;

    /// <summary>Loads an export and warms it up, as the server does.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="export">The description read from its files.</param>
    /// <exception cref="ModelLoadException">It cannot be loaded, or does not answer; its faults say why.</exception>
    public static LoadedVariant Open(string folder, ExportDescription export)
    {
        ServedModel? model = null;
        try
        {
            model = Load(folder, export, new OnnxSessionFactory(ExecutionProvider.Cpu, intraOpThreads: 1), new InferenceOptions());
            model.WarmUp(CancellationToken.None);
            model.Start(
                new BatchingOptions { MaxQueuedRows = int.MaxValue, MaxQueuedTokens = long.MaxValue },
                new RunSlots(Environment.ProcessorCount),
                TimeProvider.System
            );
            return new LoadedVariant(model, folder);
        }
        catch (Exception exception) when (exception is TokenizerLoadException or InferenceException or OnnxRuntimeException)
        {
            model?.Dispose();
            throw new ModelLoadException([exception.Message], exception);
        }
        catch (ModelLoadException)
        {
            model?.Dispose();
            throw;
        }
    }

    /// <summary>Translates each text as one sequence.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="beams">Beams of the search, 1 to <see cref="MaxBeams"/>; 1 is greedy.</param>
    /// <param name="hypotheses">Translations of each text, at most <paramref name="beams"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The best translations of each text, the best first.</returns>
    /// <exception cref="InferenceException">The model returned NaN or infinite scores.</exception>
    /// <exception cref="InvalidOperationException">It does not translate.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<GeneratedText>>> TranslateAsync(
        IReadOnlyList<string> texts,
        int beams,
        int hypotheses,
        CancellationToken cancellationToken
    )
    {
        var model = Translator();
        var settings = model.Generation with { NumBeams = beams, NumReturnSequences = hypotheses };
        TranslationRow[] rows =
        [
            .. texts.AsParallel().AsOrdered().Select(text => new TranslationRow(model.Encode(text).Ids, settings) { UsesShortlist = true }),
        ];
        var found = await model.RunAsync(rows, RequestTerms.Own, cancellationToken);
        return
        [
            .. found.Results.Select(row =>
                row.Select(sequence => new GeneratedText(model.Tokenizer.Decode(sequence.Tokens), sequence.Tokens, sequence.Score))
                    .ToArray()
            ),
        ];
    }

    /// <summary>Extracts the signs of quality of a translation that the export's settings of length gave.</summary>
    /// <exception cref="InvalidOperationException">It does not translate.</exception>
    public QualitySigns SignsOf(string text, GeneratedText translation)
    {
        var model = Translator();
        var ids = model.Encode(text).Ids;
        return QualitySigns.Of(
            text,
            translation.Text,
            translation.Score * Math.Pow(translation.Tokens.Count, model.Generation.LengthPenalty),
            translation.Tokens.Count,
            Tokenizer.UnknownId is { } unknown ? ids.Count(id => id == unknown) / (double)ids.Length : 0
        );
    }

    /// <summary>Translates one text greedily, alone in its batch.</summary>
    /// <exception cref="InvalidOperationException">It does not translate.</exception>
    public GeneratedText TranslateAlone(string text, CancellationToken cancellationToken)
    {
        var model = Translator();
        var row = new TranslationRow(model.Encode(text).Ids, model.Generation with { NumBeams = 1, NumReturnSequences = 1 });
        var found = model.Generate([row], cancellationToken)[0][0];
        return new GeneratedText(model.Tokenizer.Decode(found.Tokens), found.Tokens, found.Score);
    }

    /// <summary>Classifies each text.</summary>
    /// <returns>
    /// The scores, <c>[texts][labels]</c>, in the order of the labels' ids, and the number of tokens read, special tokens included.
    /// </returns>
    /// <exception cref="InferenceException">The model returned NaN or infinite scores.</exception>
    /// <exception cref="InvalidOperationException">It does not classify.</exception>
    public async Task<(IReadOnlyList<double[]> Scores, long Tokens)> ClassifyAsync(
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    )
    {
        var model = _model as ClassificationModel ?? throw new InvalidOperationException("The export does not classify.");
        TokenizedText[] rows = [.. texts.AsParallel().AsOrdered().Select(text => model.Encode(text, pair: null))];
        return ((await model.RunAsync(rows, RequestTerms.Own, cancellationToken)).Results, rows.Sum(row => (long)row.Ids.Length));
    }

    /// <summary>Returns each text's vector, as the export's own settings make it.</summary>
    /// <exception cref="InferenceException">The model returned NaN or infinite numbers.</exception>
    /// <exception cref="InvalidOperationException">It does not embed.</exception>
    public float[][] Embed(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        [
            .. texts.SelectMany(text =>
                (_model as EmbeddingModel ?? throw new InvalidOperationException("The export does not embed.")).Embed(
                    [text],
                    cancellationToken
                )
            ),
        ];

    /// <summary>Returns the best answer to one text with the export's own settings: a translation, or the best label.</summary>
    public string Answer(string text, string? pair, CancellationToken cancellationToken) =>
        _model.Answer([(text, pair)], cancellationToken)[0].Answer;

    /// <summary>Compares the answer to one text with a golden sample.</summary>
    public CheckedAnswer Check(SelfCheckSample sample, CancellationToken cancellationToken) => _model.Check([sample], cancellationToken)[0];

    /// <summary>Runs the self-check.json beside the export.</summary>
    /// <returns>The faults; none if it passed, or there is no such file.</returns>
    public IReadOnlyList<string> SelfCheck(CancellationToken cancellationToken) =>
        SelfChecks.SelfCheck.Run(_model, _folder, cancellationToken).Faults;

    /// <summary>Frees its sessions.</summary>
    public void Dispose() => _model.Dispose();

    /// <summary>Loads an export by the task that its files are for. It is not warmed up and takes no requests yet.</summary>
    /// <exception cref="ModelLoadException">Its ONNX files cannot be loaded, or it has no task.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    internal static ServedModel Load(string folder, ExportDescription export, OnnxSessionFactory factory, InferenceOptions options) =>
        TaskLoaders.Load(folder, export, factory, options);

    private TranslationModel Translator() =>
        _model as TranslationModel ?? throw new InvalidOperationException("The export does not translate.");
}

/// <summary>A generated translation.</summary>
/// <param name="Text">The text.</param>
/// <param name="Tokens">Its tokens after the start token, the end token included where there is one.</param>
/// <param name="Score">The sum of the tokens' log-probabilities, divided by the length to the power of the length penalty.</param>
public sealed record GeneratedText(string Text, IReadOnlyList<int> Tokens, double Score);
