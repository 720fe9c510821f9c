using TransformerService.Inference.Tokenization.Fast;
using TransformerService.Inference.Tokenization.Files;
using TransformerService.Inference.Tokenization.Slow;
using TransformerService.Models.Exports;

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
        return Load(
            folder,
            files.Has("source.spm") || files.Has("target.spm") ? TokenizerKind.Marian
                : files.Has(T5Tokenizer.ModelFileName) ? TokenizerKind.T5
                : files.Has(WordPiece.VocabularyFile.Name) ? TokenizerKind.WordPiece
                : files.Has(RobertaTokenizer.VocabularyFile) && files.Has(Bpe.MergesFile.Name) ? TokenizerKind.ByteLevelBpe
                : files.Has(JsonPart.FileName) ? TokenizerKind.TokenizerJson
                : throw new TokenizerLoadException($"No tokenizer files were found in '{folder}'."));
    }

    /// <summary>Loads a tokenizer of the kind that the model's type asks for.</summary>
    /// <param name="folder">The folder of the export.</param>
    /// <param name="kind">Which files to read.</param>
    /// <exception cref="TokenizerLoadException">Files are missing, malformed, or of a kind that is not supported.</exception>
    public static TextTokenizer Load(string folder, TokenizerKind kind)
    {
        try
        {
            var settings = new TokenizerSettings(new TokenizerFolder(folder));
            return kind switch
            {
                TokenizerKind.Marian => new MarianTokenizer(settings),
                TokenizerKind.T5 => new T5Tokenizer(settings),
                TokenizerKind.WordPiece => new BertTokenizer(settings),
                TokenizerKind.ByteLevelBpe => new RobertaTokenizer(settings),
                _ => new FastTokenizer(settings),
            };
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException)
        {
            // JSON that parses but holds what no text can hold, such as half a surrogate pair.
            throw new TokenizerLoadException($"The tokenizer files in '{folder}' cannot be used: {fault.Message}", fault);
        }
    }
}
