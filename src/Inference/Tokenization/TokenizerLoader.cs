using TransformerService.Inference.Tokenization.Fast;
using TransformerService.Inference.Tokenization.Files;
using TransformerService.Inference.Tokenization.Slow;

namespace TransformerService.Inference.Tokenization;

/// <summary>Loads the tokenizer of a Hugging Face model folder.</summary>
public static class TokenizerLoader
{
    /// <summary>
    /// Picks the kind by the files that are there: the older ones (vocab.txt; vocab.json and merges.txt; spiece.model;
    /// source.spm, target.spm and vocab.json) if there are any, otherwise tokenizer.json.
    /// </summary>
    /// <param name="folder">The folder of the export.</param>
    /// <exception cref="TokenizerLoadException">Files are missing, malformed, or of a kind that is not supported.</exception>
    public static TextTokenizer Load(string folder)
    {
        var files = new TokenizerFolder(folder);
        try
        {
            var settings = new TokenizerSettings(files);
            return files.Has("source.spm") || files.Has("target.spm") ? new MarianTokenizer(settings)
                : files.Has(T5Tokenizer.ModelFileName) ? new T5Tokenizer(settings)
                : files.Has(WordPiece.VocabularyFile.Name) ? new BertTokenizer(settings)
                : files.Has(RobertaTokenizer.VocabularyFile) && files.Has(Bpe.MergesFile.Name) ? new RobertaTokenizer(settings)
                : files.Has(JsonPart.FileName) ? new FastTokenizer(settings)
                : throw new TokenizerLoadException($"No tokenizer files were found in '{folder}'.");
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException)
        {
            // JSON that parses but holds what no text can hold, such as half a surrogate pair.
            throw new TokenizerLoadException($"The tokenizer files in '{folder}' cannot be used: {fault.Message}", fault);
        }
    }
}
