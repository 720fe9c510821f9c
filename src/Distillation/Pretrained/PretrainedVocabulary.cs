using TransformerService.Distillation.Data.WordPiece;
using TransformerService.Distillation.Modeling;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.Loading;
using TransformerService.Tokenization.Unicode;
using TransformerService.Tokenization.WordPiece;

namespace TransformerService.Distillation.Pretrained;

/// <summary>The WordPiece vocabulary of a pretrained encoder.</summary>
internal sealed class PretrainedVocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly bool _lowerCase;

    private PretrainedVocabulary(Dictionary<string, int> ids, bool lowerCase, TextTokenizer tokenizer) =>
        (_ids, _lowerCase, Tokenizer) = (ids, lowerCase, tokenizer);

    /// <summary>Number of pieces.</summary>
    public int Count => _ids.Count;

    /// <summary>The tokenizer with every piece.</summary>
    public TextTokenizer Tokenizer { get; }

    /// <summary>Reads vocab.txt and tokenizer_config.json.</summary>
    /// <exception cref="TokenizerLoadException">A file is missing or malformed.</exception>
    /// <exception cref="ExportException">It splits texts in a way that a classifier's tokenizer does not.</exception>
    public static PretrainedVocabulary Read(string folder, bool lowerCase)
    {
        var files = new TokenizerFolder(folder);
        if (!files.Has(VocabularyFile.Name))
        {
            throw new ExportException($"{folder} has no {VocabularyFile.Name}: a classifier can begin with a WordPiece vocabulary only.");
        }

        var ids = VocabularyFile.Read(files);
        var settings = new TokenizerSettings(files);
        if (settings.Flag("do_lower_case", true) != lowerCase)
        {
            throw new ExportException(
                $"The vocabulary of {folder} is {(lowerCase ? "cased" : "lower-cased")}: change the recipe's lowerCase."
            );
        }

        if (
            settings.OptionalFlag("strip_accents") is { } strip && strip != lowerCase
            || !settings.Flag("tokenize_chinese_chars", true)
            || !settings.Flag("do_basic_tokenize", true)
        )
        {
            throw new ExportException($"{folder}: strip_accents, tokenize_chinese_chars and do_basic_tokenize must have their defaults.");
        }

        var missing = WordPieceVocabulary.SpecialTokens.Select(token => token.Value).Where(token => !ids.ContainsKey(token)).ToArray();
        return missing.Length == 0
            ? new PretrainedVocabulary(ids, lowerCase, TokenizerLoader.Load(folder))
            : throw new ExportException($"The vocabulary of {folder} lacks {string.Join(", ", missing)}.");
    }

    /// <summary>
    /// Keeps every piece that the texts consist of, so that they are split as before, and all single characters, so that other texts can
    /// be split. WordPiece takes the longest piece that fits: a piece that no text has was never the longest one there.
    /// </summary>
    /// <param name="texts">The texts to train on.</param>
    /// <param name="maxTokens">Longest text in tokens.</param>
    /// <param name="atLeast">Number of pieces to reach with the vocabulary's first other ones, which are the most frequent.</param>
    public WordPieceVocabulary Keep(IEnumerable<string> texts, int maxTokens, int atLeast)
    {
        var needed = texts.AsParallel().SelectMany(text => Tokenizer.Encode(text, maxTokens).Ids).ToHashSet();
        string[] special = [.. WordPieceVocabulary.SpecialTokens.Select(token => token.Value)];
        (string Piece, bool Kept)[] others =
        [
            .. _ids.Where(entry => entry.Key.Length > 0 && !special.Contains(entry.Key))
                .OrderBy(entry => entry.Value)
                .Select(entry => (entry.Key, needed.Contains(entry.Value) || IsCharacter(entry.Key))),
        ];
        var left = atLeast - special.Length - others.Count(entry => entry.Kept);
        List<string> pieces = [.. special];
        foreach ((var piece, var kept) in others)
        {
            // Placeholders such as [unused7] never come out of a text.
            var filling = !kept && left > 0 && !(piece.StartsWith('[') && piece.EndsWith(']'));
            left -= filling ? 1 : 0;
            if (kept || filling)
            {
                pieces.Add(piece);
            }
        }

        return new WordPieceVocabulary(pieces, _lowerCase);
    }

    /// <summary>The row of the encoder's word table for each piece of a vocabulary that <see cref="Keep"/> made.</summary>
    /// <param name="folder">The folder of that vocabulary's files.</param>
    /// <exception cref="ExportException">It has a piece that this one lacks.</exception>
    public IReadOnlyList<int> RowsOf(string folder) =>
        [
            .. VocabularyFile
                .Read(new TokenizerFolder(folder))
                .OrderBy(entry => entry.Value)
                .Select(entry =>
                    _ids.TryGetValue(entry.Key, out var row)
                        ? row
                        : throw new ExportException(
                            $"The vocabulary in {folder} has the piece '{entry.Key}', which the pretrained encoder lacks. Use another work folder."
                        )
                ),
        ];

    /// <summary>The id of each kept piece in a vocabulary that <see cref="Keep"/> made, by its id in this one.</summary>
    /// <param name="folder">The folder of that vocabulary's files.</param>
    public IReadOnlyDictionary<int, int> IdsIn(string folder) => RowsOf(folder).Index().ToDictionary(kept => kept.Item, kept => kept.Index);

    private static bool IsCharacter(string piece) =>
        UnicodeText.CodePoints(
            piece.StartsWith(WordPieceVocabulary.Prefix, StringComparison.Ordinal) ? piece[WordPieceVocabulary.Prefix.Length..] : piece
        ) == 1;
}
