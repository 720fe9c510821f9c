using TransformerService.Models.Files;

namespace TransformerService.Models.Onnx;

/// <summary>
/// Chooses from the names of a repository's files those that an export consists of, as <see cref="OnnxFileFinder"/> would from the files
/// themselves: the graphs of one precision with their external data, the settings, and the tokenizer.
/// </summary>
public static class ExportListing
{
    /// <summary>Files that are read if they are there; most exports have only some.</summary>
    private static readonly string[] Settings =
    [
        "config.json",
        "generation_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "added_tokens.json",
        "vocab.json",
        "merges.txt",
        "vocab.txt",
        "target_vocab.json",
        "source.spm",
        "target.spm",
        "spiece.model",
        "sentencepiece.bpe.model",
        "modules.json",
        .. TransformerSettings.Names,
        TransformerSettings.OfModel,
    ];

    /// <summary>What may follow a graph's name in the name of its external data.</summary>
    private static readonly string[] DataEndings = ["_data", ".data"];

    /// <summary>Returns the files that are needed; a fault if there is no export among them.</summary>
    /// <param name="names">The names of all files, relative to the repository's root, with <c>/</c>.</param>
    /// <param name="precision">The precision, as <see cref="Precisions.Find"/> returns it; <see langword="null"/> for the first.</param>
    /// <param name="fault">Says why nothing is returned.</param>
    public static IReadOnlyList<string> Needed(IReadOnlyCollection<string> names, string? precision, out string? fault)
    {
        HashSet<string> there = new(names, StringComparer.Ordinal);
        var graphs = Pair(there, precision) ?? (Find(there, OnnxFileFinder.Model, precision) is { } model ? [model] : []);
        fault =
            graphs.Count == 0 ? NoGraph(there, precision)
            : there.Contains("config.json") ? null
            : "There is no config.json beside the ONNX files.";
        return fault is not null
            ? []
            :
            [
                .. graphs,
                .. names.Where(name => graphs.Any(graph => IsDataOf(name, graph))),
                .. Settings.Where(there.Contains),
                .. names.Where(IsOfModule),
            ];
    }

    private static List<string>? Pair(HashSet<string> there, string? precision)
    {
        if (Find(there, OnnxFileFinder.Encoder, precision) is null)
        {
            return null;
        }

        // Files of one precision belong together, and the split decoders are the faster ones.
        var chosen = precision ?? Precisions.All.Select(known => known.Name).FirstOrDefault(IsWhole);
        var decoder = Find(there, OnnxFileFinder.Decoder, chosen);
        var withPast = Find(there, OnnxFileFinder.DecoderWithPast, chosen);
        var merged = Find(there, OnnxFileFinder.DecoderMerged, chosen);
        string?[] decoders =
            decoder is not null && withPast is not null ? [decoder, withPast]
            : merged is not null ? [merged]
            : [decoder];
        return decoders is [null] ? null : [.. decoders.Prepend(Find(there, OnnxFileFinder.Encoder, chosen)).OfType<string>()];

        bool IsWhole(string name) =>
            Find(there, OnnxFileFinder.Encoder, name) is not null
            && (Find(there, OnnxFileFinder.Decoder, name) ?? Find(there, OnnxFileFinder.DecoderMerged, name)) is not null;
    }

    private static string? Find(HashSet<string> there, string stem, string? precision) =>
        OnnxFileFinder.NamesOf(stem, precision).FirstOrDefault(there.Contains);

    private static string NoGraph(HashSet<string> there, string? precision)
    {
        string[] others =
        [
            .. Precisions
                .All.Select(known => known.Name)
                .Where(name => (Find(there, OnnxFileFinder.Model, name) ?? Find(there, OnnxFileFinder.Encoder, name)) is not null),
        ];
        return precision is not null && others.Length > 0
                ? $"There is no ONNX export of the precision {precision}; there is {string.Join(", ", others)}."
            : there.Any(name => name.EndsWith(".onnx", StringComparison.Ordinal))
                ? "Its ONNX files have other names than model.onnx, or encoder_model.onnx with a decoder: copy them into a folder of your own, and add that."
            : "There is no ONNX export: make one with optimum-cli export onnx --model <its id> <a new folder>, and add that folder.";
    }

    private static bool IsDataOf(string name, string graph) =>
        name.StartsWith(graph, StringComparison.Ordinal)
        && DataEndings.Any(ending => name.AsSpan(graph.Length).StartsWith(ending, StringComparison.Ordinal));

    /// <summary>Settings of sentence-transformers' modules, such as <c>1_Pooling/config.json</c>.</summary>
    private static bool IsOfModule(string name) =>
        name.Split('/') is [var folder, var file] && ExportFolders.IsModule(folder) && file.EndsWith(".json", StringComparison.Ordinal);
}
