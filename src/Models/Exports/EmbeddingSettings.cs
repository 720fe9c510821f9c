namespace TransformerService.Models.Exports;

/// <summary>How an encoder's hidden states become an embedding, as sentence-transformers' files say.</summary>
/// <param name="Pooling">How the tokens' vectors become one; several are put one after another.</param>
/// <param name="Normalize">Whether the vector is scaled to length 1.</param>
public sealed record EmbeddingSettings(IReadOnlyList<PoolingMode> Pooling, bool Normalize)
{
    /// <summary>The prompts by name.</summary>
    public IReadOnlyDictionary<string, string> Prompts { get; init; } = new Dictionary<string, string>();

    /// <summary>The name of the prompt that applies if a call names none; <see langword="null"/> if there is none.</summary>
    public string? DefaultPrompt { get; init; }

    /// <summary>Whether the tokens of a prompt count in the pooling.</summary>
    public bool PoolsPrompt { get; init; } = true;

    /// <summary>The longest sequence, <c>max_seq_length</c>; <see langword="null"/> if the files set none.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The numbers of a vector that are kept, <c>truncate_dim</c>; <see langword="null"/> for all.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Whether texts are lower-cased before they are tokenized (<c>do_lower_case</c>).</summary>
    public bool LowerCase { get; init; }
}

/// <summary>How the vectors of a text's tokens become one; padding never counts.</summary>
public enum PoolingMode
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The first token's.</summary>
    Cls,

    /// <summary>The largest number of each dimension.</summary>
    Max,

    /// <summary>Their sum divided by the square root of their number.</summary>
    MeanSqrtLength,

    /// <summary>Their mean, each weighted by its place from 1.</summary>
    WeightedMean,

    /// <summary>The last token's.</summary>
    LastToken,
}
