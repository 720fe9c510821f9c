namespace TransformerService.Models.Exports;

/// <summary>Which tokenizer files an export must have.</summary>
internal static class TokenizerFiles
{
    /// <summary>Each kind of model's sets of files, of which one must be whole.</summary>
    private static string[][] Sets(string modelType) => modelType switch
    {
        "marian" => [["source.spm", "target.spm", "vocab.json"]],
        "t5" or "mt5" => [["spiece.model"], ["tokenizer.json"]],
        "roberta" => [["vocab.json", "merges.txt"], ["tokenizer.json"]],
        "xlm-roberta" or "camembert" or "albert" => [["tokenizer.json"]],
        _ => [["vocab.txt"], ["tokenizer.json"]],
    };

    public static void Check(string folder, string? modelType, List<string> faults)
    {
        if (modelType is null)
        {
            return;
        }

        string[][] sets = Sets(modelType);
        if (Array.Exists(sets, set => Array.TrueForAll(set, file => File.Exists(Path.Combine(folder, file)))))
        {
            return;
        }

        if (sets is [var only])
        {
            faults.AddRange(only.Where(file => !File.Exists(Path.Combine(folder, file))).Select(file => $"{file} is missing."));
            return;
        }

        faults.Add($"The tokenizer's files are missing: {string.Join(", or ", sets.Select(set => string.Join(" with ", set)))}.");
    }
}
