using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using TransformerService.Models.Screening;

namespace TransformerService.Inference.Configuration;

/// <summary>Configuration section <c>Models</c>: where the models are and which of them must be there.</summary>
public sealed class ModelsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Models";

    /// <summary>
    /// The model repository. A relative path is looked for in the working folder, then beside the program. Default <c>models</c>.
    /// </summary>
    [Required]
    public string Path { get; set; } = "models";

    /// <summary>
    /// Models without which the server is not ready. Default none: it is ready when loading has ended for every model and at least one can
    /// answer.
    /// </summary>
    public IList<string> Required { get; } = [];

    /// <summary>
    /// The model for classify calls that name no model. Default none: a call may leave the name out only if there is a single
    /// classification model.
    /// </summary>
    public string? DefaultClassifier { get; set; }

    /// <summary>Whether a change of the files takes effect without a call: new versions, new models and model.json. Default true.</summary>
    public bool WatchForChanges { get; set; } = true;

    /// <summary>
    /// How often the files are checked for changes, 100 ms to 1 h. Default 5 s. A change takes effect when two checks have found the same,
    /// so that a copy in progress is not loaded.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest ONNX file with all its weights, in bytes, 1 MiB to 1 TiB. Default 8 GiB. A larger one is refused.</summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxModelBytes { get; set; } = new ModelLimits().MaxModelBytes;

    /// <summary>
    /// Largest vocabulary, tokenizer.json or SentencePiece model, in bytes, 1 MiB to 1 GiB. Default 64 MiB. A larger one is refused.
    /// </summary>
    [Range(1L << 20, 1L << 30)]
    public long MaxTextFileBytes { get; set; } = new ModelLimits().MaxTextFileBytes;

    /// <summary>Nodes of an ONNX file, with its functions expanded, 1 to 10,000,000. Default 50,000. A larger file is refused.</summary>
    [Range(1, 10_000_000)]
    public int MaxNodes { get; set; } = new ModelLimits().MaxNodes;

    /// <summary>
    /// Folders outside the model repository that its symbolic links may lead to, for example a Hugging Face cache. Default none.
    /// </summary>
    public IList<string> LinkTargets { get; } = [];

    /// <summary>
    /// Memory that a model may take to be opened and to answer a few texts, weights included, in bytes, 0 to 4,294,967,295. Default 3 GiB.
    /// A model is tried with this much before it is served, once for each content, on the CPU only. 0 tries nothing: for larger models that
    /// you trust.
    /// </summary>
    public uint TrialMemoryBytes { get; set; } = 3u << 30;

    /// <summary>
    /// The file that remembers which models passed their trial and self-check, by content, program and processor, so that the next start does not
    /// repeat them. Default: <c>TransformerService/loads.json</c> in the user's local application data (<c>~/.local/share</c> on Linux), or
    /// <c>data/loads.json</c> in the working folder if there is no such folder.
    /// </summary>
    public string? RecordPath { get; set; }

    /// <summary>
    /// After how long without a call a model that is not among <see cref="Required"/> leaves memory, 1 s to 7 days. Default none: loaded
    /// models stay loaded. The next call loads the model again and waits for it. Where memory is short, another idle model is unloaded for
    /// it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan? UnloadAfter { get; set; }

    /// <summary>How long a model may take to answer a few texts before it is served, 1 s to 1 h. Default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WarmUpTimeout { get; set; } = TimeSpan.FromMinutes(2);

    internal ModelLimits Limits =>
        new()
        {
            MaxModelBytes = MaxModelBytes,
            MaxTextFileBytes = MaxTextFileBytes,
            MaxNodes = MaxNodes,
            LinkTargets = [.. LinkTargets],
        };
}

/// <summary>Checks the ranges of <see cref="ModelsOptions"/>; the code is generated from their attributes.</summary>
[OptionsValidator]
internal sealed partial class ModelsOptionsValidator : IValidateOptions<ModelsOptions>;
