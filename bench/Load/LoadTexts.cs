using System.Text.Json;

namespace TransformerService.Load;

/// <summary>
/// Texts of a realistic mix of lengths: of ten, seven are a sentence, two a few sentences and one a paragraph. The sentences are those of
/// tests/Clients/sentences.json (Tatoeba and CLINC150, CC BY).
/// </summary>
internal static class LoadTexts
{
    private const int Count = 2_000;
    private static readonly int[] Sentences = [1, 1, 1, 1, 1, 1, 1, 2, 4, 8];

    /// <param name="task"><c>translation</c> or <c>text-classification</c>.</param>
    /// <param name="onlySentences">One sentence each, for targets that do not split texts.</param>
    public static IReadOnlyList<string> Of(string task, bool onlySentences)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Find()));
        string[] sentences = [.. json.RootElement.GetProperty(task).EnumerateArray().Select(text => text.GetString() ?? "")];
        var random = new Random(17);
        return
        [
            .. Enumerable.Range(0, Count).Select(_ => string.Join(
                ' ', Enumerable.Range(0, onlySentences ? 1 : Sentences[random.Next(Sentences.Length)]).Select(_ => sentences[random.Next(sentences.Length)]))),
        ];
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, "tests", "Clients", "sentences.json");
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new LoadException("tests/Clients/sentences.json is in no folder above this program.");
    }
}
