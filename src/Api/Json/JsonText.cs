using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TransformerService.Api.Json;

/// <summary>
/// Reads JSON strings that <see cref="Utf8JsonReader.GetString"/> refuses: half of a surrogate pair written as an escape
/// (<c>"\ud83d"</c>, what clients send that cut a text inside an emoji) becomes U+FFFD.
/// </summary>
internal static class JsonText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Reads the string at the reader's position. Its UTF-8 and escapes were checked before.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.GetString() ?? "";
        }

        var raw = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        var buffer = ArrayPool<char>.Shared.Rent(raw.Length); // an escape is never shorter than what it stands for
        try
        {
            var length = Unescape(raw, buffer);
            ReplaceLoneSurrogates(buffer.AsSpan(0, length));
            return new string(buffer, 0, length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static int Unescape(ReadOnlySpan<byte> raw, Span<char> target)
    {
        var length = 0;
        for (int at; (at = raw.IndexOf((byte)'\\')) >= 0; )
        {
            length += Encoding.UTF8.GetChars(raw[..at], target[length..]);
            var isCodeUnit = raw[at + 1] == (byte)'u';
            target[length++] = isCodeUnit
                ? (char)ushort.Parse(raw.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : Simple(raw[at + 1]);
            raw = raw[(at + (isCodeUnit ? 6 : 2))..];
        }

        return length + Encoding.UTF8.GetChars(raw, target[length..]);
    }

    private static char Simple(byte escape) =>
        escape switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => (char)escape, // quotation mark, backslash, slash
        };

    private static void ReplaceLoneSurrogates(Span<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else
            {
                text[i] = Replacement;
            }
        }
    }
}
