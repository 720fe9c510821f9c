namespace TransformerService.Models.Requests;

/// <summary>What calls of every task have: the texts, and who answers them for whom.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public abstract record InferenceRequest(IReadOnlyList<string> Texts)
{
    /// <summary>How many answers it asks for.</summary>
    public virtual int Count => Texts.Count;

    /// <summary>The texts that it has beside <see cref="Texts"/>, such as the second texts of pairs.</summary>
    public virtual IReadOnlyList<string> OtherTexts() => [];

    /// <summary>The caller's words that the model reads with every text, such as a prompt.</summary>
    public virtual IReadOnlyList<string> SharedTexts() => [];

    /// <summary>The model's name. Default: the only model that fits, or the configured default.</summary>
    public string? Model { get; init; }

    /// <summary>Which variant answers. Default: the student.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>How long the answer may take, if the caller sets a shorter limit than the server's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether kept answers may be used.</summary>
    public CacheUse Cache { get; init; }

    /// <summary>The caller; <see langword="null"/> for code in the same process, which is not limited to a share.</summary>
    public RequestCaller? Caller { get; init; }
}
