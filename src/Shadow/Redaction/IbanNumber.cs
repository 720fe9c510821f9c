namespace TransformerService.Shadow.Redaction;

/// <summary>
/// International bank account numbers (ISO 13616): two letters, two check digits, 11 to 30 letters and digits; 1 by modulo 97 (ISO 7064).
/// No list of countries is kept: one number in 97 that only looks like one is taken out too,
/// unless it is letters for the most part, as a sentence is.
/// </summary>
internal static class IbanNumber
{
    private const int Shortest = 15,
        Longest = 34;

    /// <summary>As <see cref="NumberScanner.Rule"/>; groups may stand apart.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int start)
    {
        Span<char> number = stackalloc char[Longest];
        int count = 0,
            found = 0,
            separators = 0,
            numerals = 0;
        for (var i = start; i < text.Length && count < Longest; i++)
        {
            var character = char.ToUpperInvariant(text[i]);
            if (char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character))
            {
                if (count < 4 && char.IsAsciiDigit(character) != count >= 2)
                {
                    break;
                }

                (number[count++], separators) = (character, 0);
                numerals += char.IsAsciiDigit(character) ? 1 : 0;
                if (count >= Shortest && 2 * numerals >= count && NumberScanner.EndsAt(text, i + 1) && Remainder(number[..count]) == 1)
                {
                    found = i + 1 - start;
                }
            }
            else if (count == 0 || !NumberScanner.IsSeparator(text[i]) || ++separators > NumberScanner.MostSeparators)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The number, its first four characters put last and letters read as 10 to 35, modulo 97.</summary>
    public static int Remainder(ReadOnlySpan<char> number)
    {
        var remainder = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var character = number[(i + 4) % number.Length];
            remainder = char.IsAsciiDigit(character)
                ? ((remainder * 10) + (character - '0')) % 97
                : ((remainder * 100) + (character - 'A' + 10)) % 97;
        }

        return remainder;
    }
}
