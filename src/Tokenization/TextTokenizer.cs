namespace TransformerService.Tokenization;

/// <summary>
/// Converts text to token ids and back, exactly as the Hugging Face tokenizer of the same folder does. Thread-safe.
/// </summary>
public abstract class TextTokenizer
{
    /// <summary>
    /// The longest sequence that the tokenizer's files allow (<c>model_max_length</c>); <see cref="int.MaxValue"/> if they set none.
    /// </summary>
    public abstract int ModelMaxLength { get; }

    /// <summary>The id that pads shorter rows.</summary>
    public abstract int PadId { get; }

    /// <summary>The id of text that is not in the vocabulary; <see langword="null"/> for a tokenizer that can encode everything.</summary>
    public abstract int? UnknownId { get; }

    /// <summary>The largest id in the vocabulary, without added tokens: a model must have embeddings up to it.</summary>
    public abstract int LargestVocabularyId { get; }

    /// <summary>Every token that the tokenizer can return: a model must have an embedding for each.</summary>
    public abstract IEnumerable<TokenEntry> Tokens { get; }

    /// <summary>The largest type id of a text alone and of a pair.</summary>
    public abstract (int Single, int Pair) LargestTypeIds { get; }

    /// <summary>Contradictions in the files, and settings that are not followed.</summary>
    public IReadOnlyList<string> Warnings { get; internal set; } = [];

    /// <summary>
    /// Encodes one text with special tokens. What exceeds <paramref name="maxLength"/> is cut off the right side, or off the left if the
    /// files ask for it (<c>truncation_side</c>); special tokens are kept.
    /// </summary>
    public TokenizedText Encode(string text, int maxLength) => Encode(text, maxLength, new TextWork(CancellationToken.None));

    /// <summary>The ids that a character becomes which the vocabulary lacks: the unknown token, and the pieces of its bytes.</summary>
    public IReadOnlySet<int> UnreadIds =>
        Tokens
            .Where(token => BytePieces.Value(token.Text) is not null)
            .Select(token => token.Id)
            .Concat(UnknownId is { } unknown ? [unknown] : [])
            .ToHashSet();

    /// <summary>
    /// Whether the tokenizer takes text between <c>&gt;&gt;</c> and <c>&lt;&lt;</c> for a language code wherever it stands, and leaves it out.
    /// </summary>
    public virtual bool DropsCodesInside => false;

    /// <summary>
    /// The language code that a text begins with, such as <c>&gt;&gt;fra&lt;&lt;</c>, if the vocabulary has it; otherwise
    /// <see langword="null"/>.
    /// </summary>
    public virtual string? LanguageCode(string text) => null;

    /// <summary>Encodes a text for a language code returned by <see cref="LanguageCode"/>.</summary>
    public TokenizedText Encode(string text, string languageCode, int maxLength) =>
        Encode(text, languageCode, maxLength, new TextWork(CancellationToken.None));

    /// <summary>
    /// Encodes a pair of texts; what exceeds <paramref name="maxLength"/> is cut off the longer one first (<c>longest_first</c>).
    /// </summary>
    public TokenizedText EncodePair(string text, string textPair, int maxLength) =>
        EncodePair(text, textPair, maxLength, new TextWork(CancellationToken.None));

    /// <summary>
    /// Decodes <paramref name="ids"/> without special tokens, and cleans up spaces if the tokenizer's files ask for it. Unknown ids are
    /// skipped.
    /// </summary>
    public string Decode(ReadOnlySpan<int> ids) => Decode(ids, new TextWork(CancellationToken.None));

    /// <summary>
    /// <see cref="Encode(string, int)"/>, stopped inside the text when the token of <paramref name="work"/> is cancelled.
    /// </summary>
    public abstract TokenizedText Encode(string text, int maxLength, TextWork work);

    public virtual TokenizedText Encode(string text, string languageCode, int maxLength, TextWork work) =>
        Encode(languageCode + text, maxLength, work);

    /// <summary>
    /// <see cref="EncodePair(string, string, int)"/>, stopped inside the texts when the token of <paramref name="work"/> is cancelled.
    /// </summary>
    public TokenizedText EncodePair(string text, string textPair, int maxLength, TextWork work) =>
        EncodePair(text, textPair, maxLength, PairCut.LongestFirst, work);

    /// <summary>Encodes a pair of texts; <paramref name="cut"/> says which is cut if they do not fit.</summary>
    public abstract TokenizedText EncodePair(string text, string textPair, int maxLength, PairCut cut, TextWork work);

    public string Decode(ReadOnlySpan<int> ids, TextWork work) => Decode(ids, skipSpecialTokens: true, work);

    /// <summary>Decodes <paramref name="ids"/>, with or without special tokens. Unknown ids are skipped.</summary>
    public abstract string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens, TextWork work);

    /// <summary>Encodes a text that the model writes, not reads: Marian has a vocabulary of its own for it.</summary>
    public virtual TokenizedText EncodeTarget(string text, int maxLength, TextWork work) => Encode(text, maxLength, work);

    /// <summary>The piece that an id of an encoded text stands for; <see langword="null"/> if there is none.</summary>
    public abstract string? PieceOf(int id);

    /// <summary>The piece that an id which the model writes stands for.</summary>
    public virtual string? TargetPieceOf(int id) => PieceOf(id);

    /// <summary>The special tokens around a text, and the side that is cut.</summary>
    public abstract SpecialFrame Frame { get; }

    /// <summary>The piece of unknown text; <see langword="null"/> if there is none.</summary>
    internal string? Unknown => UnknownId is { } id ? PieceOf(id) : null;

    /// <summary>How pieces are written.</summary>
    internal abstract PieceStyle Style { get; }

    /// <summary>The ids of a text without the special tokens around it.</summary>
    internal abstract List<int> IdsOf(string text, TextWork work);

    /// <summary>As <see cref="IdsOf"/>, for a text that the model writes.</summary>
    internal virtual List<int> TargetIdsOf(string text, TextWork work) => IdsOf(text, work);

    /// <summary>Whether <see cref="EncodeAligned"/> is possible: only tokenizers that are read from tokenizer.json know where tokens are.</summary>
    public virtual bool CanAlign => false;

    /// <summary>Encodes one text, with the place of each token.</summary>
    /// <exception cref="NotSupportedException">The tokenizer does not know where tokens are.</exception>
    public virtual AlignedText EncodeAligned(string text, int maxLength, TextWork work) =>
        throw new NotSupportedException("Only a tokenizer.json tells where tokens are.");
}

/// <summary>A text, or a pair of texts, as the model reads it.</summary>
/// <param name="Ids">Token ids with the special tokens, at most the length asked for.</param>
/// <param name="TypeIds">0 for the first text's tokens and 1 for the second's, as long as <paramref name="Ids"/>.</param>
/// <param name="UntruncatedLength">The number of ids without a limit.</param>
public record TokenizedText(int[] Ids, int[] TypeIds, int UntruncatedLength)
{
    /// <summary>Whether ids were cut off to fit.</summary>
    public bool Truncated => UntruncatedLength > Ids.Length;
}

/// <summary>A token that a tokenizer can return.</summary>
/// <param name="Text">The token.</param>
/// <param name="Id">Its id.</param>
/// <param name="Source">The file that defines it.</param>
/// <param name="IsAdded">Whether it is searched for in the text itself, instead of being a piece of the vocabulary.</param>
/// <param name="IsSpecial">Whether it is an added token that decoding leaves out.</param>
public readonly record struct TokenEntry(string Text, int Id, string Source, bool IsAdded = false, bool IsSpecial = false);

/// <summary>The special tokens around one text.</summary>
/// <param name="Before">Special tokens before it.</param>
/// <param name="After">Special tokens after it.</param>
/// <param name="CutsLeft">Whether a text that is too long loses its first tokens, and not its last.</param>
public readonly record struct SpecialFrame(int Before, int After, bool CutsLeft);
