namespace TransformerService.Shadow.Redaction;

/// <summary>
/// Numbers that may be telephone numbers. With a country code (<c>+</c> or <c>00</c>) they have 7 to 15 digits (ITU-T E.164), with a
/// leading 0 or a bracketed prefix 9 to 15, otherwise 10 to 15 in one piece or grouped as 3-3-4. A year, a date or a price is shorter or
/// grouped otherwise.
/// </summary>
internal static class PhoneNumber
{
    /// <summary>With the two zeros that may stand for the plus.</summary>
    private const int MostDigits = 17;
    private const int MostSeparators = 3;

    /// <summary>As <see cref="NumberScanner.Rule"/>.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int start)
    {
        bool plus = text[start] == '+',
            bracket = text[start] == '(';
        var from = plus || bracket ? start + 1 : start;
        if (from >= text.Length || (NumberScanner.Digit(text[from]) < 0 && !(plus && text[from] == '(')))
        {
            return 0;
        }

        (var digits, var end, var separators) = (0, from, 0);
        Span<int> groups = stackalloc int[MostDigits + 1];
        var group = -1;
        for (var i = from; i < text.Length && digits <= MostDigits; i++)
        {
            if (NumberScanner.Digit(text[i]) >= 0)
            {
                group += digits == 0 || separators > 0 ? 1 : 0;
                groups[group]++;
                (digits, end, separators) = (digits + 1, i + 1, 0);
            }
            else if (!IsSeparator(text[i]) || ++separators > MostSeparators)
            {
                break;
            }
        }

        var trunk = NumberScanner.Digit(text[from]) == 0;
        var international = plus || (trunk && from + 1 < text.Length && NumberScanner.Digit(text[from + 1]) == 0);
        var enough =
            international ? digits >= 7
            : trunk || bracket ? digits >= 9
            : digits >= 10 && (group == 0 || groups[..(group + 1)] is [3, 3, 4]);
        return enough && digits <= MostDigits && NumberScanner.EndsAt(text, end) ? end - start : 0;
    }

    /// <summary>As in <c>(0) 30</c> or <c>0171 / 123</c>.</summary>
    private static bool IsSeparator(char character) => character is ' ' or '-' or '.' or '/' or '(' or ')';
}
