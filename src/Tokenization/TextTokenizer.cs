namespace TransformerService.Tokenization;

/// <summary>
/// Text to token ids and back, exactly as the Hugging Face tokenizer of the same folder does it. Thread-safe.
/// </summary>
public abstract class TextTokenizer
{
    /// <summary>The longest sequence that the tokenizer's files allow (<c>model_max_length</c>); <see cref="int.MaxValue"/> if they set none.</summary>
    public abstract int ModelMaxLength { get; }

    /// <summary>The id that fills the places after a shorter row's end.</summary>
    public abstract int PadId { get; }

    /// <summary>The id of what is not in the vocabulary; <see langword="null"/> for a tokenizer to which nothing is unknown.</summary>
    public abstract int? UnknownId { get; }

    /// <summary>The largest id in its vocabulary, added tokens aside: a model must have embeddings up to it.</summary>
    public abstract int LargestVocabularyId { get; }

    /// <summary>Every token that it can give: a model must have a row in its table of embeddings for each.</summary>
    public abstract IEnumerable<TokenEntry> Tokens { get; }

    /// <summary>The largest type id of a text alone and of a pair.</summary>
    public abstract (int Single, int Pair) LargestTypeIds { get; }

    /// <summary>What in its files contradicts itself or is not followed, and may surprise.</summary>
    public IReadOnlyList<string> Warnings { get; internal set; } = [];

    /// <summary>
    /// Encodes one text, special tokens included; what is over <paramref name="maxLength"/> is cut off the right side, or the left if the
    /// files ask for it (<c>truncation_side</c>); special tokens stay.
    /// </summary>
    public TokenizedText Encode(string text, int maxLength) => Encode(text, maxLength, new TextWork(CancellationToken.None));

    /// <summary>The language code, such as <c>&gt;&gt;fra&lt;&lt;</c>, that a text begins with and the vocabulary knows; <see langword="null"/> if there is none.</summary>
    public virtual string? LanguageCode(string text) => null;

    /// <summary>Encodes a text for the language of a code that <see cref="LanguageCode"/> gave.</summary>
    public TokenizedText Encode(string text, string languageCode, int maxLength) =>
        Encode(text, languageCode, maxLength, new TextWork(CancellationToken.None));

    /// <summary>Encodes a pair of texts; what is over <paramref name="maxLength"/> is cut off the longer one first (<c>longest_first</c>).</summary>
    public TokenizedText EncodePair(string text, string textPair, int maxLength) =>
        EncodePair(text, textPair, maxLength, new TextWork(CancellationToken.None));

    /// <summary>The text of <paramref name="ids"/> without special tokens, cleaned up as the tokenizer's files ask. Unknown ids are passed over.</summary>
    public string Decode(ReadOnlySpan<int> ids) => Decode(ids, new TextWork(CancellationToken.None));

    /// <summary><see cref="Encode(string, int)"/> that stops inside the text when the token of <paramref name="work"/> is cancelled.</summary>
    public abstract TokenizedText Encode(string text, int maxLength, TextWork work);

    public virtual TokenizedText Encode(string text, string languageCode, int maxLength, TextWork work) => Encode(languageCode + text, maxLength, work);

    public abstract TokenizedText EncodePair(string text, string textPair, int maxLength, TextWork work);

    public abstract string Decode(ReadOnlySpan<int> ids, TextWork work);
}
