using System.Globalization;

namespace TransformerService.Models.Exports;

/// <summary>Reads a classifier's labels and the function of its scores from config.json.</summary>
internal static class ClassificationHeadReader
{
    private const int MostLabels = 100_000;

    public static ClassificationHead? Read(ConfigSection config)
    {
        if (config.Section("id2label") is not { } names)
        {
            // Hugging Face's own default when a config names no labels.
            int count = config.Integer("num_labels") ?? 2;
            if (count is < 1 or > MostLabels)
            {
                config.Fault("num_labels", $"from 1 to {MostLabels}");
                return null;
            }

            return new ClassificationHead([.. Enumerable.Range(0, count).Select(id => $"LABEL_{id}")], Function(config, count));
        }

        var labels = new SortedDictionary<int, string>();
        int fields = 0;
        foreach ((string key, string? text) in names.Texts)
        {
            fields++;
            if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && text is { } label)
            {
                labels[id] = label;
            }
        }

        if (labels.Count == 0 || labels.Keys.Last() != labels.Count - 1 || labels.Count != fields || fields > MostLabels)
        {
            config.Fault("id2label", $"an object with the ids 0, 1, 2 … as keys and a label for each, {MostLabels} at most");
            return null;
        }

        return new ClassificationHead([.. labels.Values], Function(config, labels.Count));
    }

    /// <summary>The choice of Hugging Face's text-classification pipeline; of its newer releases for a regression.</summary>
    private static ScoreFunction Function(ConfigSection config, int labels) => config.Text("problem_type") switch
    {
        "regression" => ScoreFunction.None,
        "multi_label_classification" => ScoreFunction.Sigmoid,
        _ => labels == 1 ? ScoreFunction.Sigmoid : ScoreFunction.Softmax,
    };
}
