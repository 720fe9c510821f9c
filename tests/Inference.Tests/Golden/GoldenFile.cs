using System.Text.Json;
using TransformerService.Tests.Support.Exports;

namespace TransformerService.Inference.Tests.Golden;

/// <summary>Reads the golden.json of a fixture: what PyTorch answered.</summary>
internal static class GoldenFile
{
    public static JsonElement Read(string fixture)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixtures.Folder(fixture), "golden.json")));
        return document.RootElement.Clone();
    }

    public static JsonElement[] Cases(string fixture) => [.. Read(fixture).GetProperty("cases").EnumerateArray()];

    public static string Name(this JsonElement golden) => golden.GetProperty("name").GetString() ?? "";

    public static string Text(this JsonElement golden) => golden.GetProperty("text").GetString() ?? "";

    public static double[] Numbers(this JsonElement golden, string field) =>
        [.. golden.GetProperty(field).EnumerateArray().Select(number => number.GetDouble())];

    public static int[] Ids(this JsonElement golden) => [.. golden.GetProperty("input_ids").EnumerateArray().Select(id => id.GetInt32())];
}
