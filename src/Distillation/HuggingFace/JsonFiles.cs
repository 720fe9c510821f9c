using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TransformerService.Distillation.HuggingFace;

/// <summary>Writes JSON files as Hugging Face does, with <c>&lt;/s&gt;</c> unescaped.</summary>
internal static class JsonFiles
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Compact = new(Readable) { WriteIndented = false };

    /// <summary>Writes an indented, human-readable file.</summary>
    public static void Write(string folder, string name, JsonObject json) => Write(folder, name, json, Readable);

    /// <summary>Writes a file on one line: indentation would enlarge a vocabulary further.</summary>
    public static void WriteCompact(string folder, string name, JsonObject json) => Write(folder, name, json, Compact);

    private static void Write(string folder, string name, JsonObject json, JsonSerializerOptions options) =>
        File.WriteAllText(Path.Combine(folder, name), json.ToJsonString(options) + "\n");
}
