using System.Globalization;
using System.Text;

namespace TransformerService.Tokenization;

/// <summary>The pieces such as <c>&lt;0x0A&gt;</c> that encode the bytes of characters that a vocabulary lacks (byte fallback).</summary>
public static class BytePieces
{
    /// <summary>The piece of each byte.</summary>
    internal static readonly string[] All =
    [
        .. Enumerable.Range(0, 256).Select(value => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")),
    ];

    /// <summary>The pieces of a text's UTF-8 bytes.</summary>
    public static IEnumerable<string> Of(string text) => Encoding.UTF8.GetBytes(text).Select(value => All[value]);

    /// <summary>The byte that a piece stands for; <see langword="null"/> if it does not stand for one.</summary>
    public static byte? Value(string piece) =>
        piece is ['<', '0', 'x', _, _, '>']
        && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
