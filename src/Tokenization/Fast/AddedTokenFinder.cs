using System.Buffers;
using System.Globalization;
using System.Text;
using TransformerService.Tokenization.AddedTokens;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Fast;

/// <summary>Splits a text at its added tokens as the fast tokenizers do.</summary>
internal sealed class AddedTokenFinder(IEnumerable<KeyValuePair<string, AddedToken>> tokens)
{
    private readonly AddedTokenTrie _trie = new(tokens);

    /// <summary>The parts of the text in order, each with its added token, or null for plain text.</summary>
    public IEnumerable<(PreToken Part, AddedToken? Token)> Cut(PreToken whole, TextWork work)
    {
        var text = whole.Text;
        var done = 0;
        var from = 0;
        while (_trie.Find(text, from, work, out var start, out var length) is { } token)
        {
            var end = start + length;
            from = end;
            if (token.SingleWord && (IsWordBefore(text, start) || IsWordAt(text, end)))
            {
                continue;
            }

            while (token.LeftStrip && start > done && char.IsWhiteSpace(text[start - 1]))
            {
                start--;
            }

            while (token.RightStrip && end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            if (start > done)
            {
                yield return (Part(done, start), null);
            }

            yield return (Part(start, end), token);
            done = end;
        }

        if (done < text.Length)
        {
            yield return (Part(done, text.Length), null);
        }

        PreToken Part(int start, int end) => new(text[start..end], whole.StartsText && start == 0, whole.Track?.Slice(start, end));
    }

    private static bool IsWordBefore(string text, int end) =>
        Rune.DecodeLastFromUtf16(text.AsSpan(0, end), out var rune, out _) == OperationStatus.Done && IsWord(rune);

    private static bool IsWordAt(string text, int start) =>
        Rune.DecodeFromUtf16(text.AsSpan(start), out var rune, out _) == OperationStatus.Done && IsWord(rune);

    private static bool IsWord(Rune rune) =>
        rune.Value == '_'
        || CharacterClass.IsLetter(rune)
        || CharacterClass.IsNumber(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.ConnectorPunctuation;
}
