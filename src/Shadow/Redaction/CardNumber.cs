namespace TransformerService.Shadow.Redaction;

/// <summary>Numbers of payment cards: 13 to 19 digits with a valid check digit (Luhn, ISO/IEC 7812-1 annex B).</summary>
internal static class CardNumber
{
    private const int Shortest = 13,
        Longest = 19;

    /// <summary>Groups separated by more than a space or a dash are one card only if grouped like one: prices and dates are not.</summary>
    private const int LooseFirst = 4,
        LooseGroup = 3;

    /// <summary>As <see cref="NumberScanner.Rule"/>. Returns the longest match, so that none of its digits remains.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int start)
    {
        Span<int> digits = stackalloc int[Longest];
        int count = 0,
            found = 0,
            separators = 0,
            group = 0,
            firstGroup = 0,
            shortest = int.MaxValue;
        var isLoose = false;
        for (var i = start; i < text.Length && count < Longest; i++)
        {
            var digit = NumberScanner.Digit(text[i]);
            if (digit >= 0)
            {
                if (separators > 0)
                {
                    (firstGroup, shortest, group, separators) = (firstGroup == 0 ? group : firstGroup, Math.Min(shortest, group), 0, 0);
                }

                (digits[count++], group) = (digit, group + 1);
                var isGrouped = !isLoose || (firstGroup >= LooseFirst && shortest >= LooseGroup);
                if (count >= Shortest && isGrouped && NumberScanner.EndsAt(text, i + 1) && HasCheckDigit(digits[..count]))
                {
                    found = i + 1 - start;
                }
            }
            else if (count == 0 || !NumberScanner.IsSeparator(text[i]) || ++separators > NumberScanner.MostSeparators)
            {
                break;
            }
            else
            {
                isLoose |= separators > 1 || text[i] is not (' ' or '-');
            }
        }

        return found;
    }

    /// <summary>Luhn: every second digit from the right but one counts double, digits of the double are added up.</summary>
    public static bool HasCheckDigit(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)];
            var counted = i % 2 == 0 ? digit : 2 * digit;
            sum += counted > 9 ? counted - 9 : counted;
        }

        return sum % 10 == 0;
    }
}
