using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Slow;

/// <summary>
/// The steps that the reference's slow (Python) tokenizers share. Encoding cuts the added tokens out of the text, tokenizes the text
/// between them in the way of each kind, and adds the special tokens. Decoding leaves special tokens out and cleans up spaces.
/// </summary>
internal abstract class SlowTokenizer(TokenizerSettings settings) : TextTokenizer
{
    private readonly bool _cleanUp = settings.CleanUpSpaces;

    public override int ModelMaxLength { get; } = settings.ModelMaxLength;

    // The attention mask hides the padding, so any existing id will do for a tokenizer that names no padding token.
    public override int PadId => Special.OptionalId("pad_token") ?? 0;

    public override int? UnknownId => Special.OptionalId("unk_token");

    public override IEnumerable<TokenEntry> Tokens =>
        [
            .. Vocabulary.Select(token => new TokenEntry(token.Text, token.Id, VocabularyName)),
            .. Special.Added.Select(token => new TokenEntry(
                token.Content,
                token.Id,
                token.Source ?? VocabularyName,
                IsAdded: true,
                IsSpecial: token.Special || Special.IsSpecial(token.Content)
            )),
        ];

    public override (int Single, int Pair) LargestTypeIds => Layout.LargestTypeIds;

    /// <summary>The file that holds the vocabulary.</summary>
    public abstract string VocabularyName { get; }

    /// <summary>The vocabulary.</summary>
    protected abstract IEnumerable<(string Text, int Id)> Vocabulary { get; }

    protected abstract SpecialTokens Special { get; }

    protected abstract SpecialTokenLayout Layout { get; }

    public override TokenizedText Encode(string text, int maxLength, TextWork work) => Layout.Single(Ids(text, work), maxLength);

    public override TokenizedText EncodePair(string text, string textPair, int maxLength, PairCut cut, TextWork work) =>
        Layout.Pair(Ids(text, work), Ids(textPair, work), maxLength, cut);

    public override SpecialFrame Frame => new(Layout.Start.Length, Layout.End.Length, Layout.CutsLeft);

    public override string? PieceOf(int id) => Special.TextOf(id) ?? TokenOf(id);

    internal override List<int> IdsOf(string text, TextWork work) => Ids(text, work);

    public override string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens, TextWork work)
    {
        var parts = new List<string>();
        var tokens = new List<string>();
        foreach (var id in ids)
        {
            work.Step();
            if (skipSpecialTokens && Special.SpecialIds.Contains(id))
            {
                continue;
            }

            // An added token that is not special stands alone, with a space on either side.
            if (Special.TextOf(id) is { } added)
            {
                Flush(tokens, parts, work);
                parts.Add(added);
            }
            else if (TokenOf(id) is { } token)
            {
                tokens.Add(token);
            }
        }

        if (tokens.Count > 0)
        {
            parts.Add(TextOf(tokens, work));
        }

        var text = string.Join(' ', parts);
        return _cleanUp ? SpaceCleanUp.Apply(text) : text;
    }

    /// <summary>Adds the ids of a well-formed, non-empty piece of text that contains no added token.</summary>
    protected abstract void Tokenize(string text, List<int> ids, TextWork work);

    /// <summary>The vocabulary's token of an id; null if it has none.</summary>
    protected abstract string? TokenOf(int id);

    /// <summary>Joins tokens to text.</summary>
    protected abstract string TextOf(List<string> tokens, TextWork work);

    /// <summary>Prepares the whole text before any other step.</summary>
    protected virtual string Prepare(string text, TextWork work) => text;

    /// <summary>The ids of a text without the special tokens around it.</summary>
    protected virtual List<int> Ids(string text, TextWork work)
    {
        var ids = new List<int>();
        foreach (var piece in Pieces(Prepare(UnicodeText.WellFormed(text), work), work))
        {
            work.Step();
            if (Special.Find(piece) is { } token)
            {
                ids.Add(token.Id);
            }
            else if (piece.Length > 0)
            {
                Tokenize(piece, ids, work);
            }
        }

        return ids;
    }

    /// <summary>Splits the text at its added tokens, which may strip the white space beside them.</summary>
    private List<string> Pieces(string text, TextWork work)
    {
        var pieces = Cut(text, work);
        for (var i = 0; i < pieces.Count; i++)
        {
            work.Step();
            if (Special.Find(pieces[i]) is not { } token)
            {
                continue;
            }

            var (hasLeft, hasRight) = (i > 0 && pieces[i - 1].Length > 0, i + 1 < pieces.Count && pieces[i + 1].Length > 0);
            var (left, right) = (hasLeft ? pieces[i - 1] : "", hasRight ? pieces[i + 1] : "");
            if (token.RightStrip && hasRight)
            {
                pieces[i + 1] = UnicodeText.Strip(right, right: false);
            }

            if (token.LeftStrip && hasLeft)
            {
                pieces[i - 1] = UnicodeText.Strip(left, left: false);
            }

            if (token.SingleWord && hasLeft && left[^1] != ' ')
            {
                pieces[i - 1] += pieces[i];
                pieces[i] = "";
            }
            else if (token.SingleWord && hasRight && right[0] != ' ')
            {
                pieces[i + 1] = pieces[i] + pieces[i + 1];
                pieces[i] = "";
            }
        }

        return pieces;
    }

    private List<string> Cut(string text, TextWork work)
    {
        var pieces = new List<string>();
        var from = 0;
        while (Special.Trie.Find(text, from, work, out var start, out var length) is not null)
        {
            if (start > from)
            {
                pieces.Add(text[from..start]);
            }

            pieces.Add(text.Substring(start, length));
            from = start + length;
        }

        if (from < text.Length)
        {
            pieces.Add(text[from..]);
        }

        return pieces;
    }

    private void Flush(List<string> tokens, List<string> parts, TextWork work)
    {
        if (tokens.Count > 0 && TextOf(tokens, work) is { Length: > 0 } text)
        {
            parts.Add(text);
        }

        tokens.Clear();
    }
}
