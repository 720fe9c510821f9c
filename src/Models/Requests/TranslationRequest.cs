namespace TransformerService.Models.Requests;

/// <summary>A call to translate texts, through REST, gRPC or in process.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record TranslationRequest(IReadOnlyList<string> Texts)
{
    /// <summary>The model's name. Default: the model for the requested languages, or the only translation model.</summary>
    public string? Model { get; init; }

    /// <summary>The source language's code, e.g. <c>en</c>.</summary>
    public string? Source { get; init; }

    /// <summary>The target language's code, e.g. <c>fr</c>.</summary>
    public string? Target { get; init; }

    /// <summary>Which variant answers. Default: the student.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>How to decode.</summary>
    public TranslationOptions Options { get; init; } = TranslationOptions.Default;

    /// <summary>How long the answer may take, if the caller sets a shorter limit than the server's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The caller; <see langword="null"/> for code in the same process, which is not limited to a share.</summary>
    public RequestCaller? Caller { get; init; }
}
