using TransformerService.Inference.Configuration;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Models.Exports.Shortlists;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Translation;

/// <summary>Loads encoder-decoders, and checks that their files fit one another.</summary>
internal static class SequenceLoader
{
    /// <summary>Loads an export.</summary>
    /// <exception cref="ModelLoadException">Its ONNX files cannot be loaded.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static LoadedSequences Load(
        string folder,
        ExportDescription export,
        GenerationSettings generation,
        OnnxSessionFactory factory,
        InferenceOptions options
    )
    {
        var tokenizer = ServedModel.LoadTokenizer(folder, export);
        export = export with { Shape = factory.ReadsWholeBatches(export.Shape) };
        var sessions = EncoderDecoder.Open(factory, export.Onnx, export.PaddingPosition, export.Shape);
        var faults = TokenIdFaults(generation, sessions.Vocabulary ?? int.MaxValue);
        var shortlist = export.Shortlist is { } path ? LexicalShortlistFile.Read(path, sessions.Vocabulary, "the model's", faults) : null;
        faults.AddRange(
            export
                .Onnx.Decoders.Select(EmbeddingTables.Read)
                .Where(tables => tables.Tokens < sessions.Vocabulary)
                .Select(tables =>
                    $"{tables.File} gives {sessions.Vocabulary} logits, but its table of embeddings has {tables.Tokens} rows: a token that it generates could not be read in the next step. Export it again with embeddings and logits of one size."
                )
        );
        if (faults.Count > 0)
        {
            sessions.Dispose();
            throw new ModelLoadException(faults);
        }

        var maxNewTokens = export.MaxPositions ?? options.MaxNewTokens;
        var possible = generation with
        {
            MaxLength = Math.Min(generation.MaxLength, maxNewTokens + 1),
            NumBeams = Math.Min(generation.NumBeams, GenerationLimits.MaxBeamSize),
            NumReturnSequences = Math.Min(generation.NumReturnSequences, GenerationLimits.MaxBeamSize),
        };
        return new LoadedSequences(export, tokenizer, sessions, possible, maxNewTokens, [.. Warnings(generation, possible)])
        {
            Shortlist = shortlist,
        };
    }

    private static IEnumerable<string> Warnings(GenerationSettings written, GenerationSettings possible)
    {
        if (possible.MaxLength < written.MaxLength)
        {
            yield return $"max_length is {written.MaxLength}, but at most {possible.MaxLength - 1} tokens can be generated; it is {possible.MaxLength} here.";
        }

        if (possible.NumBeams < written.NumBeams)
        {
            yield return $"num_beams is {written.NumBeams}, but at most {possible.NumBeams} are searched.";
        }
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
}

/// <summary>An encoder-decoder's open files and its tokenizer.</summary>
/// <param name="Export">The description read from its files.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
/// <param name="Sessions">Its ONNX files; the model frees them.</param>
/// <param name="Generation">The settings of the export, within what can be generated.</param>
/// <param name="MaxNewTokens">The maximum number of tokens that a call may request.</param>
/// <param name="Warnings">What of its files is not used as written.</param>
internal sealed record LoadedSequences(
    ExportDescription Export,
    TextTokenizer Tokenizer,
    EncoderDecoder Sessions,
    GenerationSettings Generation,
    int MaxNewTokens,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>The pieces that an answer may use; <see langword="null"/> if all answers may use all pieces.</summary>
    public LexicalShortlist? Shortlist { get; init; }
}
