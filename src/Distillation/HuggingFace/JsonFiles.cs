using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TransformerService.Distillation.HuggingFace;

/// <summary>Writes JSON files as Hugging Face does: indented, and with <c>&lt;/s&gt;</c> readable.</summary>
internal static class JsonFiles
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(string folder, string name, JsonObject json) =>
        File.WriteAllText(Path.Combine(folder, name), json.ToJsonString(Readable) + "\n");
}
