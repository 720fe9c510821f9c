namespace TransformerService.Shadow.Redaction;

/// <summary>
/// Replaces what identifies a person or gives access with markers. In doubt it replaces: a lost order number costs less than a kept phone
/// number. Names, addresses and similar data stay; this does not make a text anonymous.
/// </summary>
public static class Redactor
{
    public const string Email = "[email]",
        Iban = "[iban]",
        Card = "[card]",
        Phone = "[phone]",
        Secret = "[secret]",
        Address = "[ip]",
        Mac = "[mac]";
    public const string Ssn = "[ssn]",
        Nino = "[nino]",
        TaxId = "[tax id]",
        BirthDate = "[birth date]";

    /// <summary>The text with markers. Time is linear in its length, whatever it holds.</summary>
    public static string Redact(string text)
    {
        // The longest and most certain patterns come first: a card number also looks like a phone number.
        var redacted = NumberScanner.Replace(text, Patterns.Secret(), Secret);
        redacted = NumberScanner.Replace(redacted, Patterns.NamedSecret(), Secret, value => value != Secret);
        redacted =
            text.Contains('@', StringComparison.Ordinal) || text.Contains('＠', StringComparison.Ordinal)
                ? NumberScanner.Replace(redacted, Patterns.Email(), Email)
                : redacted;
        redacted = NumberScanner.Replace(redacted, IbanNumber.LengthAt, Iban);
        redacted = NumberScanner.Replace(redacted, CardNumber.LengthAt, Card);
        redacted = NumberScanner.Replace(redacted, Patterns.BirthDate(), BirthDate);
        redacted = NumberScanner.Replace(redacted, Patterns.IPv6(), Address, Patterns.IsIPv6);
        redacted = NumberScanner.Replace(redacted, Patterns.Mac(), Mac, Patterns.IsMac);
        redacted = NumberScanner.Replace(redacted, Patterns.IPv4(), Address);
        redacted = NumberScanner.Replace(redacted, Patterns.Ssn(), Ssn);
        redacted = NumberScanner.Replace(redacted, Patterns.Nino(), Nino);
        redacted = NumberScanner.Replace(redacted, TaxNumber.LengthAt, TaxId);
        return NumberScanner.Replace(redacted, PhoneNumber.LengthAt, Phone);
    }
}
