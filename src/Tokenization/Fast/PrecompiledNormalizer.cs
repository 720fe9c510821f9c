using System.Globalization;
using System.Text;
using TransformerService.Tokenization.SentencePiece;

namespace TransformerService.Tokenization.Fast;

/// <summary>
/// A SentencePiece character map as the fast tokenizers apply it: to whole grapheme clusters if they are short, and to single
/// characters otherwise, always with the shortest matching rule. SentencePiece itself uses the longest one.
/// </summary>
internal static class PrecompiledNormalizer
{
    private const int ShortCluster = 6;

    public static string Apply(CharacterMap map, string text, TextWork work)
    {
        var result = new StringBuilder(text.Length);
        Span<byte> bytes = stackalloc byte[ShortCluster];
        Span<char> units = stackalloc char[2];
        for (var i = 0; i < text.Length; )
        {
            var length = StringInfo.GetNextTextElementLength(text, i);
            var cluster = text.AsSpan(i, length);
            if (!TryMap(map, cluster, bytes, result))
            {
                foreach (var rune in cluster.EnumerateRunes())
                {
                    work.Step();
                    var character = units[..rune.EncodeToUtf16(units)];
                    if (!TryMap(map, character, bytes, result))
                    {
                        result.Append(character);
                    }
                }
            }

            work.Pass(length);
            TextGrowth.Check(result.Length);
            i += length;
        }

        return result.ToString();
    }

    private static bool TryMap(CharacterMap map, ReadOnlySpan<char> text, Span<byte> bytes, StringBuilder result)
    {
        if (
            !Encoding.UTF8.TryGetBytes(text, bytes, out var count)
            || count >= ShortCluster
            || map.Match(bytes[..count], longest: false, out var replacement) == 0
        )
        {
            return false;
        }

        result.Append(Encoding.UTF8.GetString(replacement));
        return true;
    }
}
