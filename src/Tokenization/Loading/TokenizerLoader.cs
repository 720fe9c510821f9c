using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Tokenization.Fast;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.Slow;

namespace TransformerService.Tokenization.Loading;

/// <summary>Loads the tokenizer of a Hugging Face model folder.</summary>
public static class TokenizerLoader
{
    /// <summary>
    /// Chooses the kind by the files in the folder: the older ones (vocab.txt; vocab.json and merges.txt; spiece.model;
    /// source.spm, target.spm and vocab.json) if there are any, otherwise tokenizer.json.
    /// </summary>
    /// <param name="folder">The folder of the export.</param>
    /// <exception cref="TokenizerLoadException">Files are missing, malformed, or of a kind that is not supported.</exception>
    public static TextTokenizer Load(string folder)
    {
        var files = new TokenizerFolder(folder);
        return LoadAsAuto(
            folder,
            files.Has("source.spm") || files.Has("target.spm") ? TokenizerKind.Marian
                : files.Has(T5Tokenizer.ModelFileName) ? TokenizerKind.T5
                : files.Has(WordPiece.VocabularyFile.Name) ? TokenizerKind.WordPiece
                : files.Has(RobertaTokenizer.VocabularyFile) && files.Has(Bpe.MergesFile.Name) ? TokenizerKind.ByteLevelBpe
                : files.Has(TokenizerJson.FileName) ? TokenizerKind.TokenizerJson
                : throw new TokenizerLoadException($"No tokenizer files were found in '{folder}'.")
        );
    }

    /// <summary>
    /// Loads the tokenizer that AutoTokenizer would load: the class that the files name, and tokenizer.json if it and the older files give
    /// different ids.
    /// </summary>
    /// <param name="folder">The folder of the export.</param>
    /// <param name="kind">The files that the model's type uses.</param>
    /// <param name="embeddingRows">How many tokens the model has embeddings for.</param>
    /// <exception cref="TokenizerLoadException">Files are missing, malformed, or of a kind that is not supported.</exception>
    public static TextTokenizer LoadAsAuto(string folder, TokenizerKind kind, int embeddingRows = int.MaxValue) =>
        Guard(
            folder,
            () =>
            {
                var settings = new TokenizerSettings(new TokenizerFolder(folder), embeddingRows);
                kind = TokenizerClasses.Choose(settings, kind);
                var tokenizer = Create(settings, kind);
                if (
                    tokenizer is SlowTokenizer older
                    && settings.Folder.Has(TokenizerJson.FileName)
                    && TokenizerClasses.HasFast(settings, kind)
                )
                {
                    tokenizer = Compare(settings, older);
                }

                if (TokenizerClasses.Unknown(settings) is { } unknown)
                {
                    tokenizer.Warnings = [.. tokenizer.Warnings, unknown];
                }

                if (settings.NamesOwnCode && settings.TokenizerClass is var (name, _))
                {
                    tokenizer.Warnings =
                    [
                        .. tokenizer.Warnings,
                        $"'auto_map' names custom tokenizer code, which is not run; the tokenizer is read as {name}, as AutoTokenizer does without trust_remote_code.",
                    ];
                }

                return tokenizer;
            }
        );

    /// <summary>
    /// Loads a tokenizer that knows where its tokens are in the text: that of tokenizer.json, or that which transformers makes of vocab.txt.
    /// </summary>
    /// <param name="folder">The folder of the export.</param>
    /// <param name="kind">The files that the model's type uses.</param>
    /// <param name="embeddingRows">How many tokens the model has embeddings for.</param>
    /// <exception cref="TokenizerLoadException">Files are missing, malformed, or of a kind that is not supported.</exception>
    public static TextTokenizer LoadAligned(string folder, TokenizerKind kind, int embeddingRows = int.MaxValue) =>
        Guard(
            folder,
            () =>
            {
                var settings = new TokenizerSettings(new TokenizerFolder(folder), embeddingRows);
                kind = TokenizerClasses.Choose(settings, kind);
                return settings.Folder.Has(TokenizerJson.FileName) ? new FastTokenizer(settings)
                    : kind == TokenizerKind.WordPiece ? WordPieceConversion.Convert(settings)
                    : throw TokenizerFolder.Fault(
                        TokenizerJson.FileName,
                        "it is missing, and only it tells where tokens are in a text; write it with transformers: AutoTokenizer.from_pretrained(\"<the model>\").save_pretrained(\"<this folder>\")"
                    );
            }
        );

    /// <summary>Loads a tokenizer from the given kind of files, whatever the other files say.</summary>
    /// <param name="folder">The folder of the export.</param>
    /// <param name="kind">Which files to read.</param>
    /// <exception cref="TokenizerLoadException">Files are missing, malformed, or of a kind that is not supported.</exception>
    public static TextTokenizer Load(string folder, TokenizerKind kind) =>
        Guard(folder, () => Create(new TokenizerSettings(new TokenizerFolder(folder)), kind));

    private static TextTokenizer Create(TokenizerSettings settings, TokenizerKind kind) =>
        kind switch
        {
            TokenizerKind.Marian => new MarianTokenizer(settings),
            TokenizerKind.T5 => new T5Tokenizer(settings),
            TokenizerKind.WordPiece => new BertTokenizer(settings),
            TokenizerKind.ByteLevelBpe => new RobertaTokenizer(settings),
            _ => new FastTokenizer(settings),
        };

    /// <summary>Returns the tokenizer of the older files, or that of tokenizer.json if the two give different ids.</summary>
    private static TextTokenizer Compare(TokenizerSettings settings, SlowTokenizer older)
    {
        FastTokenizer fast;
        IReadOnlyList<string> differences;
        try
        {
            fast = new FastTokenizer(settings);
            differences = TokenizerComparison.Differences(older, fast);
        }
        catch (Exception fault) when (IsFault(fault) || fault is TokenizerLoadException or InferenceException)
        {
            older.Warnings =
            [
                .. older.Warnings,
                $"{older.VocabularyName} is used; {TokenizerJson.FileName} beside it, which AutoTokenizer reads, cannot be: {fault.Message}",
            ];
            return older;
        }

        if (differences.Count == 0)
        {
            return older;
        }

        fast.Warnings =
        [
            .. fast.Warnings,
            $"{older.VocabularyName} and {TokenizerJson.FileName} give different ids for {string.Join(", ", differences)}: {TokenizerJson.FileName} is used, as AutoTokenizer does. "
                + $"If the model was trained with the other, delete {TokenizerJson.FileName}.",
        ];
        return fast;
    }

    private static TextTokenizer Guard(string folder, Func<TextTokenizer> load)
    {
        try
        {
            return load();
        }
        catch (Exception fault) when (IsFault(fault))
        {
            // JSON that parses but contains an invalid text, such as a lone surrogate.
            throw new TokenizerLoadException($"The tokenizer files in '{folder}' cannot be used: {fault.Message}", fault);
        }
    }

    private static bool IsFault(Exception fault) =>
        fault is InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException;
}
