namespace TransformerService.Shadow.Redaction;

/// <summary>
/// German tax numbers (Steuer-ID, § 139b AO): 11 digits, none of the first ten but one or two more than once, a check digit by ISO 7064
/// (mod 11, 10).
/// </summary>
internal static class TaxNumber
{
    private const int Length = 11,
        MostRepeats = 3,
        MostGroups = 4;

    /// <summary>As <see cref="NumberScanner.Rule"/>.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int start)
    {
        if (NumberScanner.Digit(text[start]) <= 0 || (start > 0 && text[start - 1] == '+'))
        {
            return 0;
        }

        Span<int> digits = stackalloc int[Length];
        int count = 0,
            separators = 0,
            groups = 1;
        for (var i = start; i < text.Length && separators <= NumberScanner.MostSeparators && groups <= MostGroups; i++)
        {
            if (NumberScanner.Digit(text[i]) is >= 0 and var digit)
            {
                groups += separators > 0 ? 1 : 0;
                (digits[count++], separators) = (digit, 0);
                if (count == Length)
                {
                    return groups <= MostGroups && NumberScanner.EndsAt(text, i + 1) && IsRight(digits) ? i + 1 - start : 0;
                }
            }
            else if (NumberScanner.IsSeparator(text[i]))
            {
                separators++;
            }
            else
            {
                break;
            }
        }

        return 0;
    }

    private static bool IsRight(ReadOnlySpan<int> digits)
    {
        Span<int> counts = stackalloc int[10];
        counts.Clear();
        var product = 10;
        foreach (var digit in digits[..^1])
        {
            counts[digit]++;
            var sum = (digit + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        int repeated = 0,
            most = 0;
        foreach (var count in counts)
        {
            (repeated, most) = (repeated + (count > 1 ? 1 : 0), Math.Max(most, count));
        }

        return repeated == 1 && most <= MostRepeats && (11 - product) % 10 == digits[^1];
    }
}
