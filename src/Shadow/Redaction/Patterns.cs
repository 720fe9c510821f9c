using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace TransformerService.Shadow.Redaction;

/// <summary>Patterns that are found by their form alone, in the <see cref="PlainForm"/> of a text. All take linear time.</summary>
internal static partial class Patterns
{
    private const RegexOptions Exactly = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;
    private const RegexOptions AnyCase = Exactly | RegexOptions.IgnoreCase;

    /// <summary>Between the groups of a number.</summary>
    private const string S = @"[\s._\-]{0,3}",
        Some = @"[\s._\-]{1,3}";
    private const string Byte = @"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    [GeneratedRegex(@"[\p{L}\p{N}._%+'\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)*", Exactly)]
    public static partial Regex Email();

    /// <summary>Keys by their prefix: this server's, and those of well-known services; JSON Web Tokens; private keys.</summary>
    [GeneratedRegex(
        @"tsk_[A-Za-z0-9_\-]{8,}|(?:AKIA|ASIA)[A-Z0-9]{12,}|sk-[A-Za-z0-9_\-]{8,}|[srp]k_(?:live|test)_[A-Za-z0-9]{8,}|gh[pousr]_[A-Za-z0-9]{8,}|github_pat_[A-Za-z0-9_]{8,}|glpat-[A-Za-z0-9_\-]{8,}"
            + @"|xox[a-z]-[A-Za-z0-9\-]{8,}|hf_[A-Za-z0-9]{16,}|npm_[A-Za-z0-9]{16,}|AIza[A-Za-z0-9_\-]{16,}|eyJ[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]*"
            + @"|-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\s]*(?:-----END [A-Z ]*PRIVATE KEY-----)?",
        Exactly
    )]
    public static partial Regex Secret();

    /// <summary>The value of a parameter whose name means a secret, as in a URL, and a password after a colon.</summary>
    [GeneratedRegex(
        @"(?:[a-z0-9_.\-]*(?:token|key|secret|passw(?:or)?d|passwort|passphrase|pwd|signature|sig|auth|credential|session|sessionid)=|(?:password|passwort|passphrase|pwd|api[_\- ]?key)\s{0,3}:\s{0,3}|bearer\s)"
            + @"(?<value>[^\s&#""'<>;,]{3,})",
        AnyCase
    )]
    public static partial Regex NamedSecret();

    [GeneratedRegex(
        "(?:[0-9a-f]{2}" + "[:._\\-]" + "){5}[0-9a-f]{2}|(?:[0-9a-f]{2}[\\s]{1,2}){5}[0-9a-f]{2}|(?:[0-9a-f]{4}[.:\\-]){2}[0-9a-f]{4}",
        AnyCase
    )]
    public static partial Regex Mac();

    [GeneratedRegex(Byte + @"(?:\." + Byte + "){3}", Exactly)]
    public static partial Regex IPv4();

    [GeneratedRegex(@"[0-9a-f]{0,4}:[0-9a-f:]*:[0-9a-f:.]*[0-9a-f]", AnyCase)]
    public static partial Regex IPv6();

    /// <summary>Social security numbers of the United States; without separators only after words that name them.</summary>
    [GeneratedRegex(
        "[0-9]{3}"
            + Some
            + "[0-9]{2}"
            + Some
            + @"[0-9]{4}|(?:ssn|social security(?: number| no\.?)?)[\s:=#]{1,3}(?:is )?(?<value>[0-9]{9})",
        AnyCase
    )]
    public static partial Regex Ssn();

    /// <summary>National insurance numbers of the United Kingdom.</summary>
    [GeneratedRegex("[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]" + S + "[0-9]{2}" + S + "[0-9]{2}" + S + "[0-9]{2}" + S + "[A-D]", AnyCase)]
    public static partial Regex Nino();

    /// <summary>Dates after a word for birth: other dates are not dates of birth.</summary>
    [GeneratedRegex(
        @"(?:born|date of birth|birth ?date|birthday|dob|d\.o\.b|geb|geboren|geburtsdatum|geburtstag|née?|naissance|nacid[oa]|nacimiento|nascita)[^0-9!?\n]{1,40}?(?<value>"
            + "[0-9]{1,2}(?:st|nd|rd|th|\\.)? ?(?:of )?[a-zäéèûôç]{3,10}\\.?,? [0-9]{2,4}|[0-9]{1,4}[\\s._/\\-]{1,3}[0-9]{1,2}[\\s._/\\-]{1,3}[0-9]{1,4}|[0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4}|[0-9]{8})",
        AnyCase
    )]
    public static partial Regex BirthDate();

    /// <summary>Whether a text in the form of a MAC address is one: digits alone can be any number, unless colons separate them.</summary>
    public static bool IsMac(string text) => text.Contains(':', StringComparison.Ordinal) || text.Any(char.IsAsciiLetter);

    /// <summary>Whether a text is an address of IPv6, and not a time or a name of a program.</summary>
    public static bool IsIPv6(string text) =>
        text.Any(char.IsAsciiDigit) && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
}
