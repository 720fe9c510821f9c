using System.Text;
using System.Text.Json;
using TransformerService.Models.Files;

namespace TransformerService.Tokenization.Files;

/// <summary>Reads a tokenizer's files and turns every fault into a <see cref="TokenizerLoadException"/> that names the file.</summary>
public sealed class TokenizerFolder(string path)
{
    private const int MostQuoted = 500;
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 64 };

    public bool Has(string file) => File.Exists(Path.Combine(path, file));

    public byte[] Bytes(string file)
    {
        try
        {
            return GitLfs.IsPointer(Path.Combine(path, file))
                ? throw Fault(file, $"it {GitLfs.Mistake}")
                : File.ReadAllBytes(Path.Combine(path, file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new TokenizerLoadException($"The tokenizer file '{file}' is missing or cannot be read in '{path}'.", fault);
        }
    }

    public string Text(string file)
    {
        var bytes = Bytes(file);
        var start = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, start, bytes.Length - start);
        }
        catch (DecoderFallbackException fault)
        {
            throw Fault(file, "it is not UTF-8; save it as UTF-8", fault);
        }
    }

    /// <summary>The root object of a JSON file; a value of the wrong type in it is a fault of the file.</summary>
    public JsonSection Json(string file)
    {
        var text = Text(file);
        try
        {
            using var document = JsonDocument.Parse(text, JsonOptions);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Section(file, document.RootElement.Clone())
                : throw Fault(file, "it should hold a JSON object");
        }
        catch (JsonException fault)
        {
            throw Fault(file, $"it is malformed JSON: {JsonMistake.Describe(Encoding.UTF8.GetBytes(text), fault)}", fault);
        }
    }

    /// <summary>The object of an optional file; an empty object if the file is missing.</summary>
    public JsonSection JsonOrEmpty(string file) => Has(file) ? Json(file) : Section(file, JsonElement.Parse("{}"));

    /// <summary>A vocabulary of token to id, as vocab.json holds it.</summary>
    public Dictionary<string, int> Vocabulary(string file)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in Json(file).Json.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id) || id < 0)
            {
                throw Fault(file, $"the id of '{entry.Name}' is not a whole number");
            }

            vocabulary[entry.Name] = id;
        }

        return vocabulary.Count > 0 ? vocabulary : throw Fault(file, "the vocabulary is empty");
    }

    /// <summary>Creates the exception for a fault; long quotations from the file are shortened.</summary>
    public static TokenizerLoadException Fault(string file, string what, Exception? inner = null) =>
        new($"The tokenizer file '{file}' cannot be used: {(what.Length > MostQuoted ? what[..MostQuoted] + "…" : what)}.", inner);

    internal static JsonSection Section(string file, JsonElement root) =>
        new(root, file, (field, mustBe) => throw Fault(file, $"'{field}' is not {mustBe}"));
}
