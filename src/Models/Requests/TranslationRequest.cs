namespace TransformerService.Models.Requests;

/// <summary>A call to translate texts, from whichever door it came.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record TranslationRequest(IReadOnlyList<string> Texts)
{
    /// <summary>The model's name; without it the model for the languages asked, or the only translation model.</summary>
    public string? Model { get; init; }

    /// <summary>The source language's code, e.g. <c>en</c>.</summary>
    public string? Source { get; init; }

    /// <summary>The target language's code, e.g. <c>fr</c>.</summary>
    public string? Target { get; init; }

    /// <summary>Which variant answers; the student unless said.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>How to decode.</summary>
    public TranslationOptions Options { get; init; } = TranslationOptions.Default;

    /// <summary>How long the answer may take, where the caller wants it sooner than the server's own limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Who sent it; <see langword="null"/> for code of the same process, which has no share to keep to.</summary>
    public RequestCaller? Caller { get; init; }
}
