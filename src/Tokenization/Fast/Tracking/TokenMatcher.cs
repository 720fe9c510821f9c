using System.Globalization;
using System.Text;

namespace TransformerService.Tokenization.Fast.Tracking;

/// <summary>Finds the parts of a word that its tokens stand for.</summary>
/// <param name="prefix">What a token that does not start a word begins with, such as <c>##</c>.</param>
/// <param name="suffix">What a token that ends a word ends with, such as <c>&lt;/w&gt;</c>.</param>
internal sealed class TokenMatcher(string prefix, string suffix)
{
    private const int ByteTokenLength = 6;

    /// <summary>The part of the word that each token stands for, in UTF-16 units.</summary>
    public (int Start, int End)[] Match(string word, IReadOnlyList<string> tokens)
    {
        var spans = new (int, int)[tokens.Count];
        var place = 0;
        for (var index = 0; index < spans.Length; index++)
        {
            var length = LengthOf(word, place, tokens[index], index);
            if (length > 0)
            {
                spans[index] = (place, place + length);
                place += length;
            }
            else if (IsByte(tokens[index]))
            {
                index = Bytes(word, ref place, tokens, index, spans);
            }
            else
            {
                var end = NextMatch(word, place, tokens, index);
                spans[index] = (place, end);
                place = end;
            }
        }

        return spans;
    }

    private static bool IsByte(string token) =>
        token.Length == ByteTokenLength
        && token.StartsWith("<0x", StringComparison.Ordinal)
        && token[^1] == '>'
        && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);

    /// <summary>The units of a token if the word has it there; otherwise 0.</summary>
    private int LengthOf(string word, int place, string token, int index)
    {
        var piece = token.AsSpan();
        piece = index > 0 && prefix.Length > 0 && piece.StartsWith(prefix) ? piece[prefix.Length..] : piece;
        piece = suffix.Length > 0 && piece.EndsWith(suffix) ? piece[..^suffix.Length] : piece;
        return word.AsSpan(place).StartsWith(piece) ? piece.Length : 0;
    }

    /// <summary>Tokens of bytes: each stands for the whole character that they spell.</summary>
    private static int Bytes(string word, ref int place, IReadOnlyList<string> tokens, int index, (int, int)[] spans)
    {
        var rune =
            Rune.TryGetRuneAt(word, Math.Min(place, Math.Max(0, word.Length - 1)), out var found) && place < word.Length ? found : default;
        var end = place < word.Length ? place + rune.Utf16SequenceLength : place;
        var last = Math.Min(index + rune.Utf8SequenceLength, tokens.Count);
        for (var token = index; token < last; token++)
        {
            spans[token] = (place, end);
        }

        place = end;
        return last - 1;
    }

    /// <summary>Where an unknown part ends: where the next token that is known matches.</summary>
    private int NextMatch(string word, int place, IReadOnlyList<string> tokens, int index)
    {
        if (index + 1 == tokens.Count)
        {
            return word.Length;
        }

        for (var end = Math.Min(place + 1, word.Length); end < word.Length; end++)
        {
            if (LengthOf(word, end, tokens[index + 1], index + 1) > 0)
            {
                return end;
            }
        }

        return word.Length;
    }
}
