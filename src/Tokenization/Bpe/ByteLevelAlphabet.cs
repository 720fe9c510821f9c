using System.Text;

namespace TransformerService.Tokenization.Bpe;

/// <summary>GPT-2's visible character for every byte, so that a byte-level vocabulary can be written as text.</summary>
internal static class ByteLevelAlphabet
{
    private static readonly char[] ToCharacter = Characters();
    private static readonly Dictionary<char, byte> ToByte = ToCharacter
        .Select((character, index) => (character, index))
        .ToDictionary(pair => pair.character, pair => (byte)pair.index);

    public static IEnumerable<char> All => ToCharacter;

    /// <summary>The UTF-8 bytes of a well-formed text as visible characters.</summary>
    public static string Encode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = Encoding.UTF8.GetBytes(text, bytes);
        TextGrowth.Check(count);
        return string.Create(
            count,
            bytes,
            static (characters, source) =>
            {
                for (var i = 0; i < characters.Length; i++)
                {
                    characters[i] = ToCharacter[source[i]];
                }
            }
        );
    }

    /// <summary>The bytes that visible characters stand for; null if a character does not stand for a byte.</summary>
    public static byte[]? Decode(string characters)
    {
        var bytes = new byte[characters.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!ToByte.TryGetValue(characters[i], out bytes[i]))
            {
                return null;
            }
        }

        return bytes;
    }

    private static char[] Characters()
    {
        var characters = new char[256];
        var next = 256;
        for (var b = 0; b < 256; b++)
        {
            var visible = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[b] = (char)(visible ? b : next++);
        }

        return characters;
    }
}
