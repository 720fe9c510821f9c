using System.Text.RegularExpressions;

namespace TransformerService.Models.Languages;

/// <summary>
/// A language as a caller or a model names it: BCP 47 (<c>fr</c>, <c>zh-Hant-TW</c>), ISO 639-3 (<c>fra</c>), or the codes of models
/// (<c>fra_Latn</c>, <c>fr_XX</c>, <c>__fr__</c>, <c>&gt;&gt;fra&lt;&lt;</c>).
/// </summary>
/// <param name="Language">The language, with two letters where ISO 639-1 has a code for it.</param>
/// <param name="Script">The script (ISO 15924), such as <c>Latn</c>, if it is named or follows from the region.</param>
/// <param name="Region">The region (ISO 3166), if one is named.</param>
public readonly partial record struct LanguageTag(string Language, string? Script, string? Region)
{
    /// <summary>mBART writes it where a language has no region.</summary>
    private const string NoRegion = "XX";

    /// <summary>Reads a name; <see langword="null"/> if it is not one of a language.</summary>
    public static LanguageTag? Parse(string name)
    {
        if (Form().Match(name.Trim().Trim('_', '<', '>')) is not { Success: true } parts)
        {
            return null;
        }

        string? script = parts.Groups["script"] is { Success: true } written
                ? char.ToUpperInvariant(written.Value[0]) + written.Value[1..].ToLowerInvariant()
                : null,
            region = parts.Groups["region"] is { Success: true } place ? place.Value.ToUpperInvariant() : null;
        var language = LanguageNames.WithTwoLetters(parts.Groups["language"].Value.ToLowerInvariant());
        region = region == NoRegion ? null : region;
        return new LanguageTag(language, script ?? ScriptOf(language, region), region);
    }

    /// <summary>
    /// Whether this name, as a caller writes it, means the other: the languages are equal, and so are script and region where both name
    /// them.
    /// </summary>
    public bool Means(LanguageTag other) =>
        Language == other.Language
        && (Script is null || other.Script is null || Script == other.Script)
        && (Region is null || other.Region is null || Region == other.Region);

    /// <summary>Whether two names are equal in language, script and region, however they are written.</summary>
    public static bool AreEqual(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase)
        || (Parse(one) is { } first && Parse(other) is { } second && first == second);

    /// <summary>Whether two names mean the same language; equal texts always do.</summary>
    public static bool AreSame(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase)
        || (Parse(one) is { } first && Parse(other) is { } second && first.Means(second));

    /// <summary>Chinese is written in one script or the other by region.</summary>
    private static string? ScriptOf(string language, string? region) =>
        language != "zh" ? null
        : region is "TW" or "HK" or "MO" ? "Hant"
        : region is not null ? "Hans"
        : null;

    [GeneratedRegex(
        "^(?<language>[a-z]{2,3})(?:[-_](?<script>[a-z]{4}))?(?:[-_](?<region>[a-z]{2}|[0-9]{3}))?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();
}
