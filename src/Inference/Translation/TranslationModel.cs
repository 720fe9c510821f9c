using TransformerService.Inference.Catalog;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Hosting;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Tokenization;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Translation;

/// <summary>A loaded encoder-decoder: text in, hypotheses out.</summary>
internal sealed class TranslationModel : ServedModel
{
    private readonly EncoderDecoder _sessions;

    private TranslationModel(ExportDescription export, TextTokenizer tokenizer, EncoderDecoder sessions, GenerationSettings generation, InferenceOptions options)
        : base(export, tokenizer)
    {
        _sessions = sessions;
        MaxNewTokens = export.MaxPositions ?? options.MaxNewTokens;
        Generation = generation with { MaxLength = Math.Min(generation.MaxLength, MaxNewTokens + 1) };
    }

    /// <summary>The settings of the export.</summary>
    public GenerationSettings Generation { get; }

    /// <summary>The most tokens that a call may ask for: the decoder's positions, or the configured limit where they are relative.</summary>
    public int MaxNewTokens { get; }

    /// <summary>Loads an export.</summary>
    /// <exception cref="ModelLoadException">Its ONNX files cannot be loaded.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static TranslationModel Load(string folder, ExportDescription export, GenerationSettings generation, OnnxSessionFactory factory, InferenceOptions options)
    {
        TextTokenizer tokenizer = TokenizerLoader.Load(folder);
        return new TranslationModel(export, tokenizer, EncoderDecoder.Open(factory, export.Onnx), generation, options);
    }

    public TokenizedText Encode(string text) => Tokenizer.Encode(Export.Prefix + text, MaxInputTokens);

    /// <summary>Generates for each row, best sequences first; rows do not influence one another.</summary>
    public IReadOnlyList<GeneratedSequence>[] Generate(IReadOnlyList<int[]> rows, GenerationSettings settings, CancellationToken cancellationToken)
    {
        ISearch[] searches = [.. rows.Select(_ => settings.NumBeams == 1 ? (ISearch)new GreedySearch(settings) : new BeamSearch(settings))];
        SequenceGenerator.Run(_sessions, new TokenBatch(rows, Generation.PadTokenId), searches, cancellationToken);
        IReadOnlyList<GeneratedSequence>[] results = [.. searches.Select(search => search.Results())];
        return Array.TrueForAll(results, row => row.Count > 0 && row.All(sequence => double.IsFinite(sequence.Score)))
            ? results
            : throw new InferenceException(InferenceError.Internal, "The model gave scores that are no numbers.");
    }

    public override void WarmUp(CancellationToken cancellationToken)
    {
        GenerationSettings few = Generation with { MaxLength = Math.Min(Generation.MaxLength, 9), NumReturnSequences = 1 };
        int[] row = Encode("Warm-up.").Ids;
        foreach (int beams in (int[])[1, Math.Max(2, Generation.NumBeams)])
        {
            _ = Tokenizer.Decode(Generate([row, row], few with { NumBeams = beams }, cancellationToken)[0][0].Tokens);
        }
    }

    public override void Dispose() => _sessions.Dispose();
}
