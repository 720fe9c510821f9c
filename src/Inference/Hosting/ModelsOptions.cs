using System.ComponentModel.DataAnnotations;

namespace TransformerService.Inference.Hosting;

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
}
