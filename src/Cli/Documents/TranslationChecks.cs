using System.Text.RegularExpressions;

namespace TransformerService.Cli.Documents;

/// <summary>Whether a translation has what must come back as it is.</summary>
internal static partial class TranslationChecks
{
    /// <summary>The message about a translation that fails.</summary>
    public const string Lost = "The translation lacks a placeholder or tag of the text, or has another one.";

    /// <summary>Whether a translation has the placeholders and tags of its text, each as often.</summary>
    public static bool KeepsPlaceholders(string text, string translation) =>
        Found(text, Placeholder()) == Found(translation, Placeholder());

    /// <summary>Whether a translation has the tags of its text, each as often; their attributes may be translated.</summary>
    public static bool KeepsTags(string text, string translation) => Found(text, Tag()) == Found(translation, Tag());

    /// <summary>Whether a text has something to translate.</summary>
    public static bool HasLetter(string text) => text.Any(char.IsLetter);

    private static string Found(string text, Regex pattern) =>
        string.Join('\n', pattern.Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal));

    // Placeholders of .NET, templates, shells, i18next, PHP, Python and printf; tags.
    [GeneratedRegex(
        """
            \{\{[^{}]{1,100}\}\}
            |\$?\{[^{}\s][^{}]{0,100}\}
            |\$t\([^()]{1,100}\)
            |(?<![0-9])%[A-Za-z_][A-Za-z0-9_.]{0,100}%
            |\$[A-Za-z_][A-Za-z0-9_]{0,100}(?:->[A-Za-z0-9_]{1,100}){1,10}
            |%\([A-Za-z0-9_]{1,100}\)[-+0\#,]{0,4}[0-9]{0,3}(?:\.[0-9]{1,3})?[a-zA-Z]
            |%(?:[0-9]{1,3}\$)?[-+0\#,]{0,4}[0-9]{0,3}(?:\.[0-9]{1,3})?(?:hh|h|ll|l|z|j|t|q)?[diouxXeEfgGcs@](?!\p{L})
            |</?[A-Za-z][^<>]{0,1000}>
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Placeholder();

    [GeneratedRegex("</?[A-Za-z][^\\s/>]{0,100}")]
    private static partial Regex Tag();
}
