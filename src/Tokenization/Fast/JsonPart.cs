using System.Text.Json;
using System.Text.RegularExpressions;
using TransformerService.Tokenization.Files;

namespace TransformerService.Tokenization.Fast;

/// <summary>One object of tokenizer.json. Its faults name the place and the problem.</summary>
/// <param name="Json">The object.</param>
/// <param name="Name">Name of the object in faults.</param>
internal readonly record struct JsonPart(JsonElement Json, string Name)
{
    public const string FileName = "tokenizer.json";

    /// <summary>Longest pattern, prefix or replacement. It is bounded because it is written again for every match.</summary>
    private const int LongestText = 1_000;
    private const int MostSteps = 64;

    public string Type => Text("type");

    public bool Has(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public string Text(string name) => OptionalText(name) ?? throw Fault($"'{name}' is missing");

    public string? OptionalText(string name, int longest = LongestText) =>
        !Has(name) ? null
        : Json.GetProperty(name) is not { ValueKind: JsonValueKind.String } value ? throw Fault($"'{name}' is not a text")
        : value.GetString() is { } text && text.Length <= longest ? text
        : throw Fault($"'{name}' is longer than {longest} characters");

    public bool Flag(string name, bool otherwise) =>
        !Has(name)
            ? otherwise
            : Json.GetProperty(name).ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => throw Fault($"'{name}' is neither true nor false"),
            };

    public bool? OptionalFlag(string name) => Has(name) ? Flag(name, false) : null;

    public int Number(string name, int otherwise) => !Has(name) ? otherwise : ToNumber(Json.GetProperty(name), name);

    public JsonPart Part(string name) => OptionalPart(name) ?? throw Fault($"'{name}' is missing");

    public JsonPart? OptionalPart(string name) =>
        !Has(name) ? null
        : Json.GetProperty(name) is { ValueKind: JsonValueKind.Object } value ? new JsonPart(value, name)
        : throw Fault($"'{name}' is not an object");

    public IReadOnlyList<JsonElement> List(string name) =>
        !Has(name) ? throw Fault($"'{name}' is missing")
        : Json.GetProperty(name) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray()]
        : throw Fault($"'{name}' is not a list");

    public IEnumerable<JsonPart> Parts(string name)
    {
        foreach (var item in List(name))
        {
            yield return item.ValueKind == JsonValueKind.Object
                ? new JsonPart(item, name)
                : throw Fault($"'{name}' has entries that are not objects");
        }
    }

    /// <summary>The steps of a sequence; their number is bounded, because a tokenizer has few.</summary>
    public JsonPart[] Steps(string name)
    {
        JsonPart[] steps = [.. Parts(name).Take(MostSteps + 1)];
        return steps.Length <= MostSteps ? steps : throw Fault($"'{name}' has more than {MostSteps} steps");
    }

    /// <summary>A pattern as <c>{"String": …}</c> or <c>{"Regex": …}</c>; a plain text is escaped.</summary>
    public string Pattern(string name)
    {
        var pattern = Part(name);
        return pattern.OptionalText("String") is { } text
            ? Regex.Escape(text)
            : pattern.OptionalText("Regex", int.MaxValue) ?? throw Fault("'Regex' is missing");
    }

    public int ToNumber(JsonElement value, string what) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw Fault($"{what} is not a whole number");

    /// <summary>A token's id.</summary>
    public int ToId(JsonElement value, string what) => ToNumber(value, what) is >= 0 and var id ? id : throw Fault($"{what} is negative");

    public TokenizerLoadException Unsupported() => Fault($"the type '{Type}' is not supported");

    public TokenizerLoadException Fault(string what, Exception? inner = null) =>
        TokenizerFolder.Fault(FileName, $"in '{Name}' {what}", inner);
}
