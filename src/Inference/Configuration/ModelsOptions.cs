using System.ComponentModel.DataAnnotations;
using TransformerService.Models.Screening;

namespace TransformerService.Inference.Configuration;

/// <summary>Configuration section <c>Models</c>: where the models are and which of them must be there.</summary>
public sealed class ModelsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Models";

    /// <summary>The model repository. A relative path is looked for in the working folder, then beside the program. Default <c>models</c>.</summary>
    [Required]
    public string Path { get; set; } = "models";

    /// <summary>Models without which the server is not ready. Default none: then it is ready once every model was tried and at least one is ready.</summary>
    public IList<string> Required { get; } = [];

    /// <summary>The classification model that answers calls which name none. Default none: then only a single classification model needs no name.</summary>
    public string? DefaultClassifier { get; set; }

    /// <summary>Whether a change of the files takes effect by itself: new versions, models and model.json. Default true.</summary>
    public bool WatchForChanges { get; set; } = true;

    /// <summary>
    /// How often the files are looked at, 100 ms to 1 h. Default 5 s. A change takes effect once two looks have found the same, so that a copy
    /// under way is not loaded.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>An ONNX file with all its weights in bytes, 1 MiB to 1 TiB; a larger one is refused. Default 8 GiB.</summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxModelBytes { get; set; } = new ModelLimits().MaxModelBytes;

    /// <summary>A vocabulary, tokenizer.json or SentencePiece model in bytes, 1 MiB to 1 GiB; a larger one is refused. Default 64 MiB.</summary>
    [Range(1L << 20, 1L << 30)]
    public long MaxTextFileBytes { get; set; } = new ModelLimits().MaxTextFileBytes;

    /// <summary>Nodes of an ONNX file, calls of its functions unfolded, 1 to 10,000,000; a larger one is refused. Default 50,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxNodes { get; set; } = new ModelLimits().MaxNodes;

    /// <summary>Folders outside the repository that symbolic links in it may lead to, e.g. a Hugging Face cache. Default none.</summary>
    public IList<string> LinkTargets { get; } = [];

    /// <summary>
    /// What a model may take, weights included, to open and to answer a few texts, in bytes, 0 to 4,294,967,295: it is tried with as much, once
    /// for each content, before it is served. Default 3 GiB. 0 tries nothing: for models that are larger, and trusted. On the CPU only.
    /// </summary>
    public uint TrialMemoryBytes { get; set; } = 3u << 30;

    /// <summary>
    /// After how long without a call a model that is not among <see cref="Required"/> leaves memory, 1 s to 7 days; the next call loads it again and waits for it, and
    /// another that is idle makes room for it. Default none: loaded models stay loaded.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan? UnloadAfter { get; set; }

    /// <summary>How long a model may take to answer a few texts before it is served, 1 s to 1 h. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WarmUpTimeout { get; set; } = TimeSpan.FromMinutes(2);

    internal ModelLimits Limits => new()
    {
        MaxModelBytes = MaxModelBytes,
        MaxTextFileBytes = MaxTextFileBytes,
        MaxNodes = MaxNodes,
        LinkTargets = [.. LinkTargets],
    };
}
