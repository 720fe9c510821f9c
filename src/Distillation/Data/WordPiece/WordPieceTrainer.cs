using System.Text;
using TransformerService.Tokenization.Slow;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Distillation.Data.WordPiece;

/// <summary>
/// Trains a vocabulary for BERT's tokenizer. BERT's own trainer was not published. Schuster and Nakajima 2012
/// (https://doi.org/10.1109/ICASSP.2012.6289079) merge the pair that raises the likelihood most; this merges the most frequent pair
/// (Sennrich et al. 2016, https://aclanthology.org/P16-1162), as the WordPieceTrainer of Hugging Face's tokenizers does.
/// </summary>
internal sealed class WordPieceTrainer(WordPieceOptions options)
{
    // BERT's tokenizer treats longer words as unknown.
    private const int LongestWord = 100;

    /// <summary>
    /// Trains the vocabulary of some texts, the same for the same texts in any order. It is smaller than requested if no remaining pair is
    /// frequent enough.
    /// </summary>
    /// <exception cref="ArgumentException">The characters alone exceed the size of the vocabulary, or there are none.</exception>
    public WordPieceVocabulary Train(IEnumerable<string> texts)
    {
        // 1. Words, as BERT's tokenizer splits them.
        var words = CountWords(texts);

        // 2. The characters of the vocabulary: each can start a word, and can be inside a word unless it is always a word of its own.
        var characters = Characters(words);
        var pieces = WordPieceVocabulary
            .SpecialTokens.Select(token => token.Value)
            .Concat(characters)
            .Concat(characters.Where(character => !StandsAlone(Rune.GetRuneAt(character, 0))).Select(Inside))
            .ToList();
        if (characters.Length == 0)
        {
            throw new ArgumentException("There are no words to train a vocabulary on.", nameof(texts));
        }

        if (pieces.Count > options.VocabularySize)
        {
            throw new ArgumentException(
                $"The special tokens and characters take {pieces.Count} pieces, which exceeds the requested {options.VocabularySize}: "
                    + $"raise {nameof(WordPieceOptions.VocabularySize)} or lower {nameof(WordPieceOptions.MaxCharacters)}.",
                nameof(texts)
            );
        }

        // 3. Merges, until the vocabulary is full or the remaining pairs are rare.
        var merges = new PairMerges(pieces);
        var known = characters.ToHashSet(StringComparer.Ordinal);
        foreach (var (word, count) in words.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            string[] parts = [.. word.EnumerateRunes().Select(rune => rune.ToString())];
            if (parts.All(known.Contains))
            {
                merges.Add(parts.Select((part, i) => i == 0 ? part : Inside(part)), count);
            }
        }

        while (merges.Pieces.Count < options.VocabularySize && merges.MergeBest(options.MinPairCount)) { }

        return new WordPieceVocabulary(merges.Pieces, options.LowerCase);
    }

    private Dictionary<string, long> CountWords(IEnumerable<string> texts)
    {
        var tokenizer = new BasicTokenizer(options.LowerCase, stripAccents: options.LowerCase, spaceChinese: true, neverSplit: []);
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var word in texts.SelectMany(text => tokenizer.Words(UnicodeText.WellFormed(text))))
        {
            if (UnicodeText.CodePoints(word) <= LongestWord)
            {
                words[word] = words.GetValueOrDefault(word) + 1;
            }
        }

        return words;
    }

    private string[] Characters(Dictionary<string, long> words)
    {
        var counts = new Dictionary<Rune, long>();
        foreach (var (word, count) in words)
        {
            foreach (var rune in word.EnumerateRunes())
            {
                counts[rune] = counts.GetValueOrDefault(rune) + count;
            }
        }

        return
        [
            .. counts
                .OrderByDescending(entry => entry.Value)
                .ThenBy(entry => entry.Key)
                .Take(options.MaxCharacters)
                .Select(entry => entry.Key)
                .Order()
                .Select(rune => rune.ToString()),
        ];
    }

    private static string Inside(string piece) => WordPieceVocabulary.Prefix + piece;

    private static bool StandsAlone(Rune rune) => CharacterClass.IsBertPunctuation(rune) || CharacterClass.IsChinese(rune);
}
