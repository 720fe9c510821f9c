using System.Text;
using Microsoft.ML.Tokenizers;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.WordPiece;

/// <summary>
/// WordPiece on the engine of Microsoft.ML.Tokenizers, given single words only: the longest piece first, a word with no way through is
/// unknown as a whole. Around it: the engine counts UTF-16 units where the reference counts code points, and numbers its
/// vocabulary by line where a tokenizer.json may leave gaps.
/// </summary>
internal sealed class WordPieceModel
{
    // The engine sets a buffer of this size aside for every word, and tries every part of it.
    private const int LongestWord = 1_000;

    private readonly WordPieceTokenizer _engine;
    private readonly int[] _ids;
    private readonly int _unknownId;
    private readonly int _maxCodePoints;

    /// <param name="vocabulary">Ids by piece.</param>
    /// <param name="unknownToken">The token of a word that cannot be put together.</param>
    /// <param name="prefix">What a piece that does not start a word begins with.</param>
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

        // The engine reads lines, so a piece with a line break cannot be told to it; no word has one either.
        var pieces = vocabulary.Where(entry => entry.Key.Length > 0 && entry.Key.AsSpan().IndexOfAny('\r', '\n') < 0).ToArray();
        _ids = [.. pieces.Select(entry => entry.Value)];
        _maxCodePoints = maxCodePoints;
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', pieces.Select(entry => entry.Key))));
        _engine = WordPieceTokenizer.Create(lines, new WordPieceOptions
        {
            UnknownToken = unknownToken,
            ContinuingSubwordPrefix = prefix,
            MaxInputCharsPerWord = 2 * maxCodePoints,
        });
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
