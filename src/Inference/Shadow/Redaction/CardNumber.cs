namespace TransformerService.Inference.Shadow.Redaction;

/// <summary>Numbers of payment cards: 13 to 19 digits whose check digit is right (Luhn, ISO/IEC 7812-1 annex B).</summary>
internal static class CardNumber
{
    private const int Shortest = 13, Longest = 19;

    /// <summary>As <see cref="NumberScanner.Rule"/>: the longest that fits, so that no digit of it stays.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int start)
    {
        Span<int> digits = stackalloc int[Longest];
        int count = 0, found = 0;
        for (int i = start; i < text.Length && count < Longest; i++)
        {
            int digit = NumberScanner.Digit(text[i]);
            if (digit >= 0)
            {
                digits[count++] = digit;
                if (count >= Shortest && NumberScanner.EndsAt(text, i + 1) && HasCheckDigit(digits[..count]))
                {
                    found = i + 1 - start;
                }
            }
            else if (count == 0 || !NumberScanner.IsSeparator(text[i]) || NumberScanner.IsSeparator(text[i - 1]))
            {
                break;
            }
        }

        return found;
    }

    /// <summary>Luhn: every second digit from the right but one counts double, digits of the double are added up.</summary>
    public static bool HasCheckDigit(ReadOnlySpan<int> digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[^(i + 1)];
            int counted = i % 2 == 0 ? digit : 2 * digit;
            sum += counted > 9 ? counted - 9 : counted;
        }

        return sum % 10 == 0;
    }
}
