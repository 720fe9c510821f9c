using System.Collections.Frozen;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Codes in capitals that all languages write in the same way, where models write words or other letters: those of currencies, of bodies
/// that set standards, and of technology. <c>NATO</c> and <c>VAT</c> are not among them: languages write these with letters of their own.
/// </summary>
internal static class CapitalCodes
{
    private const int Longest = 5,
        CurrencyLength = 3;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _codes = PathSpans.Lookup(
        """
        USD EUR GBP JPY CHF CAD AUD NZD CNY SEK NOK DKK PLN CZK HUF INR BRL MXN ZAR KRW SGD HKD THB ILS AED SAR UAH TWD IDR MYR ARS CLP
        ISO IEC IEEE ANSI RFC ITU IETF ASCII HTTP HTTPS HTML CSS XML JSON YAML CSV PDF PNG JPEG GIF SQL API SDK URL URI USB HDMI CPU GPU
        SSD GPS SMS LCD VPN DNS SSH FTP TCP IP WLAN IBAN BIC ISBN
        """
    );

    /// <summary>Words, too: only beside a number.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _besideNumbers = PathSpans.Lookup(
        "PHP TRY RUB DIN RON BGN ISK EGP MAD NGN KES COP PEN VND PKR BDT LKR QAR KWD BHD OMR JOD GEL AMD AZN KZT UZS RSD MKD ALL BAM"
    );

    /// <summary>Adds the codes of a text.</summary>
    public static void Find(string text, List<ProtectedSpan> found, TextWork work)
    {
        for (var at = 0; at < text.Length; )
        {
            work.Step();
            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
            {
                work.Step();
                at++;
            }

            // "5USD"
            while (start < at && char.IsDigit(text[start]))
            {
                work.Step();
                start++;
            }

            var word = text.AsSpan(start, at - start);
            if (
                word.Length is > 1 and <= Longest
                && (_codes.Contains(word) || (_besideNumbers.Contains(word) && IsBesideNumber(text, start, at)))
            )
            {
                found.Add(new ProtectedSpan(start, word.Length));
            }

            at += at < text.Length ? 1 : 0;
        }
    }

    private static bool IsBesideNumber(string text, int start, int end)
    {
        var before = text.AsSpan(Math.Max(0, start - 2), Math.Min(2, start)).TrimEnd();
        var after = text.AsSpan(end, Math.Min(2, text.Length - end)).TrimStart();
        return end - start == CurrencyLength
            && ((before.Length > 0 && char.IsDigit(before[^1])) || (after.Length > 0 && char.IsDigit(after[0])));
    }
}
