using System.Globalization;
using System.Text.Json;
using TransformerService.Models.Exports.Graphs;
using TransformerService.Models.Files;

namespace TransformerService.Models.Exports;

/// <summary>Reads a classifier's labels and its score function from config.json.</summary>
internal static class ClassificationHeadReader
{
    private const int MostLabels = 100_000;

    /// <summary>Returns the head, or <see langword="null"/> with a fault.</summary>
    /// <param name="config">config.json.</param>
    /// <param name="crossEncoder">config_sentence_transformers.json, if there is one.</param>
    /// <param name="task">What it is loaded for.</param>
    /// <param name="path">The classifier's file.</param>
    /// <param name="warnings">Receives the settings that are ignored.</param>
    public static ClassificationHead? Read(
        JsonSection config,
        JsonSection? crossEncoder,
        ModelTask task,
        string? path,
        List<string> warnings
    )
    {
        var isRanker = task == ModelTask.TextRanking;
        if (config.Value("id2label") is not { } names)
        {
            var named = config.Integer("num_labels");
            if (named is < 1 or > MostLabels)
            {
                config.Fault("num_labels", $"from 1 to {MostLabels}");
                return null;
            }

            // Without either, Hugging Face's own default is two; but a reranker's config may not mention its single logit.
            var count = named ?? (path is not null && OnnxGraph.Read(path)?.Outputs.GetValueOrDefault("logits").Last == 1 ? 1 : 2);
            return ScoreFunctionReader.Read(config, crossEncoder, count, isRanker, warnings) is { } unnamed
                ? new ClassificationHead([.. Enumerable.Range(0, count).Select(id => $"LABEL_{id}")], unnamed)
                {
                    Source = named is null ? LabelSource.None : LabelSource.Count,
                }
                : null;
        }

        return
            Labels(config, names) is { } labels
            && ScoreFunctionReader.Read(config, crossEncoder, labels.Count, isRanker, warnings) is { } function
            ? new ClassificationHead(labels, function)
            : null;
    }

    private static IReadOnlyList<string>? Labels(JsonSection config, JsonElement names)
    {
        IEnumerable<(string Id, JsonElement Label)>? given = names.ValueKind switch
        {
            JsonValueKind.Object => names.EnumerateObject().Select(property => (property.Name, property.Value)),
            JsonValueKind.Array => names.EnumerateArray().Select((label, id) => (id.ToString(CultureInfo.InvariantCulture), label)),
            _ => null,
        };
        var labels = new SortedDictionary<int, string>();
        var fields = 0;
        foreach ((var key, var value) in given ?? [])
        {
            fields++;
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                continue;
            }

            if (Label(value) is not { } label)
            {
                config.Fault("id2label", $"an object with a label for each id, but label {id} is {Kind(value)}; write its name");
                return null;
            }

            labels[id] = label;
        }

        if (labels.Count == 0 || labels.Keys.Last() != labels.Count - 1 || labels.Count != fields || fields > MostLabels)
        {
            config.Fault("id2label", $"an object with the ids 0, 1, 2 … as keys and a label for each, {MostLabels} at most");
            return null;
        }

        return [.. labels.Values];
    }

    /// <summary>A label's name; numbers are kept as written, since some configs have <c>{"0": 0}</c>.</summary>
    private static string? Label(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };

    private static string Kind(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.Array => "a list",
            _ => "an object",
        };
}
