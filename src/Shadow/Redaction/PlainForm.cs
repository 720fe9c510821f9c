using System.Globalization;

namespace TransformerService.Shadow.Redaction;

/// <summary>
/// A text with variants of characters replaced by plain ones, so that patterns can be written in ASCII: digits of all scripts, full-width
/// forms, spaces, dashes. Each character keeps its position, so that a match has the same position in the text.
/// </summary>
internal static class PlainForm
{
    private const char FirstFullWidth = '\uFF01',
        LastFullWidth = '\uFF5E';
    private const int ToAscii = FirstFullWidth - '!';

    public static string Of(string text) =>
        System.Text.Ascii.IsValid(text)
            ? text
            : string.Create(
                text.Length,
                text,
                static (plain, source) =>
                {
                    for (var i = 0; i < plain.Length; i++)
                    {
                        plain[i] = Of(source[i]);
                    }
                }
            );

    private static char Of(char character) =>
        character switch
        {
            <= '\u007F' => character,
            >= FirstFullWidth and <= LastFullWidth => (char)(character - ToAscii),
            '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' => ' ', // invisible
            '\u2028' or '\u2029' or '\u0085' => '\n',
            '\u2212' => '-',
            '\u00B7' or '\u2022' or '\u30FB' => '.',
            _ when char.IsDigit(character) => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(character)),
            _ when char.IsWhiteSpace(character) => ' ',
            _ when CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.DashPunctuation => '-',
            _ => character,
        };
}
