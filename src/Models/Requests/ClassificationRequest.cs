namespace TransformerService.Models.Requests;

/// <summary>A call to classify texts, from whichever door it came.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record ClassificationRequest(IReadOnlyList<string> Texts)
{
    /// <summary>The second text of each pair, as many as there are texts; <see langword="null"/> when texts stand alone.</summary>
    public IReadOnlyList<string>? TextPairs { get; init; }

    /// <summary>The model's name; without it the only classification model, or the configured default.</summary>
    public string? Model { get; init; }

    /// <summary>Which variant answers; the student unless said.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>Labels returned per text, best first; 5 unless said, and never more than the model has.</summary>
    public int? TopK { get; init; }

    /// <summary>How long the answer may take, where the caller wants it sooner than the server's own limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Who sent it; <see langword="null"/> for code of the same process, which has no share to keep to.</summary>
    public RequestCaller? Caller { get; init; }
}
