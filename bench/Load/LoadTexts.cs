using System.Text.Json;
using TransformerService.Load.Processes;
using TransformerService.Tokenization.Loading;

namespace TransformerService.Load;

/// <summary>
/// Texts of a realistic mix of lengths: out of ten, seven are one sentence, two a few sentences and one a paragraph. The sentences are
/// those of tests/Clients/sentences.json (Tatoeba and CLINC150, CC BY).
/// </summary>
internal static class LoadTexts
{
    private const int Count = 2_000;
    private static readonly int[] Sentences = [1, 1, 1, 1, 1, 1, 1, 2, 4, 8];

    /// <param name="task"><c>translation</c> or <c>text-classification</c>.</param>
    /// <param name="onlySentences">One sentence each, for targets that do not split texts.</param>
    public static IReadOnlyList<string> Of(string task, bool onlySentences)
    {
        var sentences = Read(task);
        var random = new Random(17);
        return
        [
            .. Enumerable
                .Range(0, Count)
                .Select(_ =>
                    string.Join(
                        ' ',
                        Enumerable
                            .Range(0, onlySentences ? 1 : Sentences[random.Next(Sentences.Length)])
                            .Select(_ => sentences[random.Next(sentences.Length)])
                    )
                ),
        ];
    }

    /// <summary>Returns texts with exactly the given number of tokens, the end token included.</summary>
    /// <param name="folder">The export whose tokenizer counts.</param>
    /// <param name="tokens">The number of tokens.</param>
    public static IReadOnlyList<string> OfLength(string folder, int tokens)
    {
        var tokenizer = TokenizerLoader.Load(folder);
        string[] words = [.. Read("translation").SelectMany(sentence => sentence.Split(' '))];
        var random = new Random(17);
        List<string> texts = [];
        while (texts.Count < Count)
        {
            List<string> text = [];
            var length = 0;
            while (length < tokens)
            {
                text.Add(words[random.Next(words.Length)]);
                length = tokenizer.Encode(string.Join(' ', text), int.MaxValue).Ids.Length;
            }

            if (length == tokens)
            {
                texts.Add(string.Join(' ', text));
            }
        }

        return texts;
    }

    /// <summary>Draws from distinct texts of two sentences; the text of rank r is drawn in proportion to 1/r.</summary>
    public static IReadOnlyList<string> Zipf(int distinct, int draws)
    {
        var sentences = Read("translation");
        var random = new Random(17);
        HashSet<string> texts = [];
        while (texts.Count < distinct)
        {
            texts.Add($"{sentences[random.Next(sentences.Length)]} {sentences[random.Next(sentences.Length)]}");
        }

        string[] ranked = [.. texts];
        var until = new double[distinct];
        for (var rank = 0; rank < distinct; rank++)
        {
            until[rank] = (rank == 0 ? 0 : until[rank - 1]) + (1.0 / (rank + 1));
        }

        return
        [
            .. Enumerable
                .Range(0, draws)
                .Select(_ =>
                {
                    var place = Array.BinarySearch(until, random.NextDouble() * until[^1]);
                    return ranked[place < 0 ? ~place : place];
                }),
        ];
    }

    private static string[] Read(string task)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Repository.File("tests", "Clients", "sentences.json")));
        return [.. json.RootElement.GetProperty(task).EnumerateArray().Select(text => text.GetString() ?? "")];
    }
}
