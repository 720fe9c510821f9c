using System.Text;
using System.Text.Json.Nodes;
using TransformerService.Models.Onnx;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization.SentencePiece;

namespace TransformerService.Inference.Tests.Fuzz;

/// <summary>The fixtures' files cut to a few dozen pieces, so that an input takes microseconds rather than milliseconds.</summary>
internal static class Seeds
{
    private const int Pieces = 60;

    public static byte[] Bytes(string fixture, string file) => File.ReadAllBytes(Path.Combine(Fixtures.Folder(fixture), file));

    public static byte[] TokenizerJson(string fixture)
    {
        var root = Parse(fixture, "tokenizer.json");
        var model = root["model"] ?? throw new InvalidOperationException("A tokenizer.json has a model.");
        model["vocab"] = model["vocab"] is JsonArray list
            ? new JsonArray([.. list.Take(Pieces).Select(piece => piece?.DeepClone())])
            : First(model["vocab"]);
        if (model["merges"] is JsonArray merges)
        {
            model["merges"] = new JsonArray([.. merges.Take(Pieces).Select(merge => merge?.DeepClone())]);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    public static byte[] VocabularyJson(string fixture) => Encoding.UTF8.GetBytes(First(Parse(fixture, "vocab.json")).ToJsonString());

    public static byte[] Lines(string fixture, string file) =>
        Encoding.UTF8.GetBytes(string.Join('\n', Encoding.UTF8.GetString(Bytes(fixture, file)).Split('\n').Take(Pieces)) + "\n");

    /// <summary>A SentencePiece model with its first pieces and everything else it has.</summary>
    public static byte[] SentencePiece(string fixture, string file, bool withMap)
    {
        var whole = Bytes(fixture, file);
        using var stream = new MemoryStream(whole);
        var reader = new WireReader(stream);
        using var cut = new MemoryStream();
        var pieces = 0;
        for (long start = 0; reader.NextField(whole.Length) is { } field; start = stream.Position)
        {
            reader.SkipTo(field.End ?? stream.Position);
            var keep = field.Number == 1 ? pieces++ < Pieces : withMap || field.Number != 3;
            if (keep)
            {
                cut.Write(whole, (int)start, (int)(stream.Position - start));
            }
        }

        _ = ModelFile.Parse(cut.ToArray(), file); // still a model
        return cut.ToArray();
    }

    // Special tokens stand at the start or at the end.
    private static JsonObject First(JsonNode? vocabulary) =>
        new(
            ((JsonObject?)vocabulary ?? [])
                .Where((entry, index) => index < Pieces || entry.Key is ['<' or '[', .., '>' or ']'])
                .Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone()))
        );

    private static JsonNode Parse(string fixture, string file) =>
        JsonNode.Parse(Bytes(fixture, file)) ?? throw new InvalidOperationException("The fixtures are JSON.");
}
