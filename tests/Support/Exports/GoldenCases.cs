using System.Text.Json;

namespace TransformerService.Tests.Support.Exports;

/// <summary>The cases of a fixture's golden.json.</summary>
internal static class GoldenCases
{
    public static readonly string[] Folders =
    [
        "marian-tiny",
        "t5-tiny",
        "bert-tiny",
        "distilbert-tiny",
        "roberta-tiny",
        "mt5-bytefallback-tiny",
    ];

    public static IEnumerable<JsonElement> Of(string folder)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixtures.Folder(folder), "golden.json")));
        foreach (var item in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            yield return item.Clone();
        }
    }

    public static string Text(this JsonElement item, string name) => item.GetProperty(name).GetString() ?? "";

    public static int[] Ids(this JsonElement item) => [.. item.EnumerateArray().Select(id => id.GetInt32())];
}
