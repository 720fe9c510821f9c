using System.Text.Json;
using System.Text.RegularExpressions;
using TransformerService.Models.Files;
using TransformerService.Tokenization.AddedTokens;
using TransformerService.Tokenization.Files;

namespace TransformerService.Tokenization.Fast;

/// <summary>What tokenizer.json needs besides typed reads: fields that must be given, bounds, patterns and ids.</summary>
internal static class TokenizerJson
{
    public const string FileName = "tokenizer.json";

    /// <summary>Longest pattern, prefix or replacement. It is bounded because it is written again for every match.</summary>
    private const int LongestText = 1_000;
    private const int MostSteps = 64;

    /// <summary>The entry of an added token.</summary>
    public static TokenEntry EntryOf(AddedToken token) =>
        new(token.Content, token.Id, token.Source ?? FileName, IsAdded: true, IsSpecial: token.Special);

    public static string Type(this JsonSection part) => part.RequiredText("type");

    public static string RequiredText(this JsonSection part, string field) => part.ShortText(field) ?? throw part.Missing(field);

    /// <summary>A text that is not required; like the required ones, it is bounded.</summary>
    public static string? ShortText(this JsonSection part, string field)
    {
        var text = part.Text(field);
        return text is { Length: > LongestText } ? throw part.Unusable($"'{field}' is longer than {LongestText} characters") : text;
    }

    public static JsonSection RequiredSection(this JsonSection part, string field) => part.Section(field) ?? throw part.Missing(field);

    public static IEnumerable<JsonSection> RequiredSections(this JsonSection part, string field) =>
        part.Sections(field) ?? throw part.Missing(field);

    public static IReadOnlyList<JsonElement> RequiredList(this JsonSection part, string field) =>
        part.List(field) ?? throw part.Missing(field);

    /// <summary>The steps of a sequence; their number is bounded, because a tokenizer has few.</summary>
    public static JsonSection[] Steps(this JsonSection part, string field)
    {
        JsonSection[] steps = [.. part.RequiredSections(field).Take(MostSteps + 1)];
        return steps.Length <= MostSteps ? steps : throw part.Unusable($"'{field}' has more than {MostSteps} steps");
    }

    /// <summary>A pattern as <c>{"String": …}</c> or <c>{"Regex": …}</c>; a plain text is escaped.</summary>
    public static string Pattern(this JsonSection part, string field)
    {
        var pattern = part.RequiredSection(field);
        return pattern.ShortText("String") is { } text ? Regex.Escape(text) : pattern.Text("Regex") ?? throw pattern.Missing("Regex");
    }

    /// <summary>A token's id.</summary>
    /// <param name="part">The section that holds it.</param>
    /// <param name="value">Its value.</param>
    /// <param name="what">What it is the id of.</param>
    public static int Id(this JsonSection part, JsonElement value, string what) =>
        value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var id) ? throw part.Unusable($"{what} is not a whole number")
        : id < 0 ? throw part.Unusable($"{what} is negative")
        : id;

    public static TokenizerLoadException Missing(this JsonSection part, string field) => part.Unusable($"'{field}' is missing");

    public static TokenizerLoadException Unsupported(this JsonSection part) => part.Unusable($"the type '{part.Type()}' is not supported");

    /// <summary>Creates the exception for a fault that is not one of a field's type.</summary>
    public static TokenizerLoadException Unusable(this JsonSection part, string what, Exception? inner = null) =>
        TokenizerFolder.Fault(FileName, part.Path.Length == 0 ? what : $"in '{part.Path}' {what}", inner);
}
