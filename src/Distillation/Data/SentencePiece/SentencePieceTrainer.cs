using System.Globalization;
using System.Text;

namespace TransformerService.Distillation.Data.SentencePiece;

/// <summary>
/// Trains one Unigram model (Kudo 2018, https://aclanthology.org/P18-1007) for both languages by spm_train: text normalised by its rules
/// nmt_nfkc, ids laid out so that those of Marian's vocab.json are the model's own. The same texts in the same order give the same
/// bytes.
/// </summary>
internal sealed class SentencePieceTrainer(SpmTrain program, SentencePieceOptions options)
{
    // Relative names: spm_train takes a comma for the end of a name, and writes names into the model.
    private const string Corpus = "corpus.txt";
    private const string Prefix = "model";

    /// <summary>Trains on texts of both languages, and leaves nothing behind but what it returns.</summary>
    /// <param name="texts">The texts of both sides; a line break in one counts as a space.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    /// <exception cref="SentencePieceException">The program failed, for example for want of texts for so many pieces.</exception>
    public async Task<SentencePieceModel> TrainAsync(IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("sentencepiece-");
        try
        {
            var lines = texts.Select(text => text.ReplaceLineEndings(" "));
            await File.WriteAllLinesAsync(Path.Combine(folder.FullName, Corpus), lines, new UTF8Encoding(false), cancellationToken)
                .ConfigureAwait(false);
            var log = await program.RunAsync(folder.FullName, Arguments(), cancellationToken).ConfigureAwait(false);
            var content = await File.ReadAllBytesAsync(Path.Combine(folder.FullName, Prefix + ".model"), cancellationToken)
                .ConfigureAwait(false);
            var model = new SentencePieceModel(content, log);
            return model.Vocabulary().Count == options.VocabularySize
                ? model
                : throw new SentencePieceException(
                    $"{SpmTrain.Name} made {model.Vocabulary().Count} pieces where {options.VocabularySize} were asked for.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private string[] Arguments() =>
    [
        $"--input={Corpus}",
        "--input_format=text",
        $"--model_prefix={Prefix}",
        "--model_type=unigram",
        "--normalization_rule_name=nmt_nfkc",
        // The padding is only in vocab.json.
        string.Create(CultureInfo.InvariantCulture, $"--vocab_size={options.VocabularySize - 1}"),
        string.Create(CultureInfo.InvariantCulture, $"--character_coverage={options.CharacterCoverage}"),
        "--eos_id=0",
        "--unk_id=1",
        "--bos_id=-1",
        "--pad_id=-1",
        // All texts in their order: nothing is drawn at random.
        "--input_sentence_size=0",
        "--shuffle_input_sentence=false",
        string.Create(CultureInfo.InvariantCulture, $"--num_threads={options.Threads}"),
    ];
}
