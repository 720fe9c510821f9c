using System.Text.RegularExpressions;

namespace TransformerService.Distillation.Data;

/// <summary>
/// Writes the apostrophe ’ as '. If a text opens a quotation with ‘, only those between letters: any other ’ ends the quotation.
/// </summary>
internal static partial class Apostrophes
{
    private const char Curly = '\u2019';

    public static string Plain(string text) =>
        !text.Contains(Curly) ? text
        : text.Contains('\u2018') ? BetweenLetters().Replace(text, "'")
        : AfterLetter().Replace(text, "'");

    [GeneratedRegex(@"(?<=\p{L})\u2019(?=\p{L})")]
    private static partial Regex BetweenLetters();

    [GeneratedRegex(@"(?<=\p{L})\u2019")]
    private static partial Regex AfterLetter();
}
