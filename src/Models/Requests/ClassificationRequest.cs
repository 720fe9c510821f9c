namespace TransformerService.Models.Requests;

/// <summary>A call to classify texts, through REST, gRPC or in process.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record ClassificationRequest(IReadOnlyList<string> Texts)
{
    /// <summary>The second text of each pair, as many as there are texts; <see langword="null"/> if the texts are not pairs.</summary>
    public IReadOnlyList<string>? TextPairs { get; init; }

    /// <summary>The model's name. Default: the only classification model, or the configured default.</summary>
    public string? Model { get; init; }

    /// <summary>Which variant answers. Default: the student.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>Number of labels returned per text, best first. Default: 5, at most as many as the model has.</summary>
    public int? TopK { get; init; }

    /// <summary>How long the answer may take, if the caller sets a shorter limit than the server's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The caller; <see langword="null"/> for code in the same process, which is not limited to a share.</summary>
    public RequestCaller? Caller { get; init; }
}
