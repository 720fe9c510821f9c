using System.Text;
using Microsoft.ML.Tokenizers;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.WordPiece;

/// <summary>
/// WordPiece, with the engine of Microsoft.ML.Tokenizers for single words: the longest piece first; a word that cannot be split into pieces
/// is
/// unknown as a whole. This class handles two differences: the engine counts UTF-16 units where the reference counts code points, and it
/// numbers the vocabulary by line where a tokenizer.json may have gaps.
/// </summary>
internal sealed class WordPieceModel
{
    // The engine allocates a buffer of this size for every word, and tries every part of the word.
    private const int LongestWord = 1_000;

    private readonly WordPieceTokenizer _engine;
    private readonly int[] _ids;
    private readonly int _unknownId;
    private readonly int _maxCodePoints;

    /// <param name="vocabulary">Ids by piece.</param>
    /// <param name="unknownToken">The token of a word that cannot be split into pieces.</param>
    /// <param name="prefix">Prefix of a piece that does not start a word.</param>
    /// <param name="maxCodePoints">Longer words are unknown.</param>
    /// <param name="file">The file that a fault is reported for.</param>
    /// <exception cref="TokenizerLoadException">The vocabulary lacks <paramref name="unknownToken"/>.</exception>
    public WordPieceModel(Dictionary<string, int> vocabulary, string unknownToken, string prefix, int maxCodePoints, string file)
    {
        if (!vocabulary.TryGetValue(unknownToken, out _unknownId))
        {
            throw TokenizerFolder.Fault(file, $"the vocabulary lacks the unknown token '{unknownToken}'");
        }

        if (maxCodePoints is < 1 or > LongestWord)
        {
            throw TokenizerFolder.Fault(file, $"the longest word is not between 1 and {LongestWord} characters");
        }

        // The engine reads lines, so a piece with a line break cannot be passed to it; no word contains one either.
        var pieces = vocabulary.Where(entry => entry.Key.Length > 0 && entry.Key.AsSpan().IndexOfAny('\r', '\n') < 0).ToArray();
        _ids = [.. pieces.Select(entry => entry.Value)];
        _maxCodePoints = maxCodePoints;
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', pieces.Select(entry => entry.Key))));
        _engine = WordPieceTokenizer.Create(
            lines,
            new WordPieceOptions
            {
                UnknownToken = unknownToken,
                ContinuingSubwordPrefix = prefix,
                MaxInputCharsPerWord = 2 * maxCodePoints,
            }
        );
    }

    /// <summary>Adds the ids of one word to <paramref name="ids"/>.</summary>
    public void Encode(string word, List<int> ids, TextWork work)
    {
        work.Step(word.Length);
        if (UnicodeText.CodePoints(word) > _maxCodePoints)
        {
            ids.Add(_unknownId);
            return;
        }

        foreach (var place in _engine.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false))
        {
            ids.Add(_ids[place]);
        }
    }
}
