using System.Text.RegularExpressions;

namespace TransformerService.Inference.Shadow.Redaction;

/// <summary>
/// Takes e-mail addresses, phone, card and IBAN numbers out of a text and puts markers in their place. Where it is in doubt it takes out:
/// a lost order number costs less than a kept phone number. Names, addresses and the like stay; this makes no text anonymous.
/// </summary>
public static partial class Redactor
{
    public const string Email = "[email]", Iban = "[iban]", Card = "[card]", Phone = "[phone]";

    /// <summary>The text with markers. Time is linear in its length, whatever it holds.</summary>
    public static string Redact(string text)
    {
        // The longest and surest come first: a card number also looks like a phone number.
        string redacted = text.Contains('@', StringComparison.Ordinal) || text.Contains('＠', StringComparison.Ordinal) ? Emails().Replace(text, Email) : text;
        redacted = NumberScanner.Replace(redacted, IbanNumber.LengthAt, Iban);
        redacted = NumberScanner.Replace(redacted, CardNumber.LengthAt, Card);
        return NumberScanner.Replace(redacted, PhoneNumber.LengthAt, Phone);
    }

    [GeneratedRegex(@"[\p{L}\p{N}._%+'\-]+[@＠][\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Emails();
}
