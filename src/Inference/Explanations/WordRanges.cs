using System.Globalization;
using System.Text;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Offsets;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Inference.Explanations;

/// <summary>
/// The words of a text: letters, digits and marks in a row, joined by an apostrophe or a hyphen between them; every Chinese character and
/// every other sign that is not white space is a word of its own.
/// </summary>
internal static class WordRanges
{
    /// <summary>Returns the words, in code points.</summary>
    public static List<PieceRange> Of(string text, TextWork work)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        var words = new List<PieceRange>();
        for (var place = 0; place < runes.Length; )
        {
            work.Step();
            var start = place++;
            if (Rune.IsWhiteSpace(runes[start]))
            {
                continue;
            }

            if (IsOfWord(runes[start]))
            {
                while (place < runes.Length && (IsOfWord(runes[place]) || Joins(runes, place)))
                {
                    place++;
                }
            }

            words.Add(new PieceRange(start, place));
        }

        return words;
    }

    private static bool IsOfWord(Rune rune) =>
        !CharacterClass.IsChinese(rune)
        && (
            CharacterClass.IsLetter(rune)
            || CharacterClass.IsNumber(rune)
            || Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.EnclosingMark
        );

    private static bool Joins(Rune[] runes, int place) =>
        runes[place].Value is '\'' or '’' or '-' && place + 1 < runes.Length && IsOfWord(runes[place + 1]);
}
