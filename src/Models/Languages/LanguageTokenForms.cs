using System.Text.RegularExpressions;

namespace TransformerService.Models.Languages;

/// <summary>The forms of the tokens by which models of many languages name a language.</summary>
public static partial class LanguageTokenForms
{
    /// <summary>The forms of M2M100, NLLB and mBART; a model has tokens of one of them.</summary>
    private static readonly Regex[] Forms = [M2MCode(), ScriptCode(), RegionCode()];

    /// <summary>Whether a token has one of the forms: <c>__fr__</c>, <c>fra_Latn</c> or <c>fr_XX</c>.</summary>
    public static bool IsLanguage(string token) => Array.Exists(Forms, form => form.IsMatch(token));

    /// <summary>Whether a token has M2M100's form, <c>__fr__</c>.</summary>
    public static bool IsM2M100(string token) => M2MCode().IsMatch(token);

    /// <summary>Whether a token has Marian's form, <c>&gt;&gt;fra&lt;&lt;</c>.</summary>
    internal static bool IsMarian(string token) => MarianCode().IsMatch(token);

    /// <summary>The tokens of the form that most of them have; a model's other tokens may have another form by chance.</summary>
    internal static string[] MostOf(IReadOnlyCollection<string> tokens) =>
        Forms.Select(form => tokens.Where(token => form.IsMatch(token)).ToArray()).MaxBy(found => found.Length) ?? [];

    [GeneratedRegex("^__[a-z]{2,3}__$", RegexOptions.CultureInvariant)]
    private static partial Regex M2MCode();

    [GeneratedRegex("^[a-z]{3}_[A-Z][a-z]{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex ScriptCode();

    [GeneratedRegex("^[a-z]{2,3}_[A-Z]{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex RegionCode();

    [GeneratedRegex("^>>[A-Za-z_-]{2,12}<<$", RegexOptions.CultureInvariant)]
    private static partial Regex MarianCode();
}
