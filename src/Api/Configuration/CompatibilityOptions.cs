using Microsoft.Extensions.Options;

namespace TransformerService.Api.Configuration;

/// <summary>Configuration section <c>Compatibility</c>: which APIs of other servers are answered, for their clients.</summary>
public sealed class CompatibilityOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Compatibility";

    /// <summary>OpenAI's API: <c>/v1/embeddings</c> and <c>/openai/v1</c>.</summary>
    public ForeignApiOptions OpenAi { get; set; } = new();

    /// <summary>LibreTranslate's API: <c>/translate</c>, <c>/detect</c>, <c>/languages</c> and <c>/frontend/settings</c>.</summary>
    public ForeignApiOptions LibreTranslate { get; set; } = new();

    /// <summary>DeepL's API: <c>/v2/translate</c>, <c>/v2/languages</c>, <c>/v2/glossaries</c> and <c>/v2/glossary-language-pairs</c>.</summary>
    public ForeignApiOptions DeepL { get; set; } = new();

    /// <summary>The API of Text Embeddings Inference: <c>/embed</c>, <c>/predict</c>, <c>/rerank</c> and the others of its calls.</summary>
    public ForeignApiOptions TextEmbeddings { get; set; } = new();

    /// <summary>Hugging Face's inference API: <c>/models/{name}</c>.</summary>
    public ForeignApiOptions HuggingFace { get; set; } = new();

    /// <summary>The Open Inference Protocol (KServe, Triton): <c>/v2</c> and gRPC's <c>inference.GRPCInferenceService</c>.</summary>
    public ForeignApiOptions OpenInference { get; set; } = new();
}

/// <summary>Configuration section <c>Compatibility:&lt;Name&gt;</c>: the API of one other server.</summary>
public sealed class ForeignApiOptions
{
    /// <summary>Whether its calls are answered. Default true.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>Every value is valid; registered so that the start checks that the section can be read.</summary>
internal sealed class CompatibilityOptionsValidator : IValidateOptions<CompatibilityOptions>
{
    public ValidateOptionsResult Validate(string? name, CompatibilityOptions options) => ValidateOptionsResult.Success;
}
