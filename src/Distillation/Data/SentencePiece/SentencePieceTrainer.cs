using System.Globalization;
using System.Text;

namespace TransformerService.Distillation.Data.SentencePiece;

/// <summary>
/// Trains one Unigram model (Kudo 2018, https://aclanthology.org/P18-1007) for both languages with spm_train. Texts are normalised by the
/// rules
/// of nmt_nfkc for the characters that the model knows (with byte fallback, only white space and accents). Ids are laid out as in Marian's
/// vocab.json. The same texts in the same order give the same bytes.
/// </summary>
internal sealed class SentencePieceTrainer(SpmTrain program, SentencePieceOptions options)
{
    // Relative names: spm_train treats a comma as the end of a name, and writes names into the model.
    private const string Corpus = "corpus.txt";
    private const string Prefix = "model";
    private const string Rules = "rules.tsv";

    /// <summary>Trains on texts of both languages; temporary files are deleted.</summary>
    /// <param name="texts">The texts of both sides; a line break in one counts as a space.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    /// <exception cref="SentencePieceException">
    /// The program failed, for example because there are too few texts for so many pieces.
    /// </exception>
    public async Task<SentencePieceModel> TrainAsync(IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("sentencepiece-");
        try
        {
            var lines = texts.Select(text => text.ReplaceLineEndings(" "));
            await File.WriteAllLinesAsync(Path.Combine(folder.FullName, Corpus), lines, new UTF8Encoding(false), cancellationToken)
                .ConfigureAwait(false);
            var model = await RunAsync(folder.FullName, "--normalization_rule_name=nmt_nfkc", cancellationToken).ConfigureAwait(false);

            // Train again, with only the rules that lead to characters which have pieces. Without byte fallback the pieces are the
            // same, since the corpus has no others; but each file that contains the rules is at least 200 KB smaller.
            await File.WriteAllLinesAsync(
                    Path.Combine(folder.FullName, Rules),
                    CharacterRules.Of(model, options.ByteFallback),
                    new UTF8Encoding(false),
                    cancellationToken
                )
                .ConfigureAwait(false);
            model = await RunAsync(folder.FullName, $"--normalization_rule_tsv={Rules}", cancellationToken).ConfigureAwait(false);
            return model.Vocabulary().Count == options.VocabularySize
                ? model
                : throw new SentencePieceException(
                    $"{SpmTrain.Name} made {model.Vocabulary().Count} pieces instead of the requested {options.VocabularySize}."
                );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<SentencePieceModel> RunAsync(string folder, string normalization, CancellationToken cancellationToken)
    {
        var log = await program.RunAsync(folder, [.. Arguments(), normalization], cancellationToken).ConfigureAwait(false);
        return new SentencePieceModel(
            await File.ReadAllBytesAsync(Path.Combine(folder, Prefix + ".model"), cancellationToken).ConfigureAwait(false),
            log
        );
    }

    private string[] Arguments() =>
        [
            $"--input={Corpus}",
            "--input_format=text",
            $"--model_prefix={Prefix}",
            "--model_type=unigram",
            // The padding exists only in vocab.json.
            string.Create(CultureInfo.InvariantCulture, $"--vocab_size={options.VocabularySize - 1}"),
            string.Create(CultureInfo.InvariantCulture, $"--character_coverage={options.CharacterCoverage}"),
            "--eos_id=0",
            "--unk_id=1",
            "--bos_id=-1",
            "--pad_id=-1",
            // All texts in their order: no random sampling.
            "--input_sentence_size=0",
            "--shuffle_input_sentence=false",
            string.Create(CultureInfo.InvariantCulture, $"--num_threads={options.Threads}"),
            .. options.ByteFallback ? ["--byte_fallback=true", "--split_digits=true"] : Array.Empty<string>(),
            .. options.RequiredCharacters.Length > 0 ? [$"--required_chars={options.RequiredCharacters}"] : Array.Empty<string>(),
        ];
}
