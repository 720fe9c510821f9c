using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TransformerService.Models.Languages;

namespace TransformerService.Api.LocalModels;

/// <summary>Writes the model.json of an added model. What its files show is left out: a task that is not named is found from the graph.</summary>
internal static class ManifestFile
{
    /// <summary>The file's name.</summary>
    public const string FileName = "model.json";

    /// <summary>The variant that answers unless a call names another.</summary>
    public const string Student = "student";

    /// <summary>The variant that shadow mode asks.</summary>
    public const string Teacher = "teacher";

    private const string Precision = "precision";

    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Writes the file of a new model.</summary>
    /// <param name="modelFolder">The model's folder.</param>
    /// <param name="variant">Its only variant.</param>
    /// <param name="precision">Which of its precisions is loaded; <see langword="null"/> for the first.</param>
    /// <param name="license">The licence of its weights.</param>
    /// <param name="description">What it is.</param>
    public static void Write(string modelFolder, string variant, string? precision, string? license, string? description)
    {
        var json = new JsonObject();
        if (Pair(Path.Combine(modelFolder, variant)) is var (source, target))
        {
            (json["sourceLanguage"], json["targetLanguage"]) = (source, target);
        }

        Add(json, Precision, precision);
        Add(json, "license", license);
        Add(json, "description", description);
        Save(modelFolder, json);
    }

    /// <summary>Sets a variant's precision in an existing file, and leaves the other variant's as it is.</summary>
    public static void SetPrecision(string modelFolder, string variant, string? precision)
    {
        var json = Read(Path.Combine(modelFolder, FileName)) ?? [];
        var other = variant == Teacher ? Student : Teacher;
        var before = json[Precision] is JsonObject each ? each[other] : json[Precision];
        if (precision is null && before is null)
        {
            return;
        }

        var now = new JsonObject();
        Add(now, other, before?.GetValue<string>());
        Add(now, variant, precision);
        json[Precision] = now;
        Save(modelFolder, json);
    }

    /// <summary>The language pair of a Marian model of one pair, as its tokenizer states it.</summary>
    private static (string Source, string Target)? Pair(string folder) =>
        Read(Path.Combine(folder, "config.json"))?["model_type"] is JsonValue type
        && type.TryGetValue<string>(out var name)
        && name.StartsWith("marian", StringComparison.Ordinal)
        && Read(Path.Combine(folder, "tokenizer_config.json")) is { } tokenizer
        && Language(tokenizer["source_lang"]) is { } source
        && Language(tokenizer["target_lang"]) is { } target
            ? (source, target)
            : null;

    /// <summary>A language with a code of two letters; Marian's models of groups (<c>mul</c>, <c>ROMANCE</c>) choose by tokens.</summary>
    private static string? Language(JsonNode? written) =>
        written is JsonValue value && value.TryGetValue<string>(out var name) && LanguageTag.Parse(name) is { Language.Length: 2 } tag
            ? tag.Language
            : null;

    private static JsonObject? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path), documentOptions: Lenient) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null; // reading the model reports the fault
        }
    }

    private static void Add(JsonObject json, string name, string? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    /// <summary>A server may read the file at any time: it is replaced as a whole.</summary>
    private static void Save(string folder, JsonObject json)
    {
        var path = Path.Combine(folder, FileName);
        var temporary = Path.Combine(folder, $".{FileName}.{Guid.NewGuid():N}");
        File.WriteAllText(temporary, json.ToJsonString(Written) + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}
