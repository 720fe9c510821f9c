namespace TransformerService.Models.Exports;

/// <summary>How a classifier's logits become scores, and what they are called.</summary>
/// <param name="Labels">Labels in the order of their ids.</param>
/// <param name="Function">What turns logits into scores.</param>
public sealed record ClassificationHead(IReadOnlyList<string> Labels, ScoreFunction Function)
{
    /// <summary>The function that the graph applies itself; <see langword="null"/> where its logits are logits.</summary>
    public ScoreFunction? InGraph { get; init; }

    /// <summary>The function that the scores have been through, wherever it was applied.</summary>
    public ScoreFunction ScoredBy => InGraph ?? Function;

    /// <summary>Where the labels come from, for a fault that says that the graph gives another number.</summary>
    public LabelSource Source { get; init; }
}

/// <summary>What config.json says of a classifier's labels.</summary>
public enum LabelSource
{
    /// <summary>Their names, in <c>id2label</c>.</summary>
    Names,

    /// <summary>How many there are, in <c>num_labels</c>.</summary>
    Count,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>What turns logits into scores, chosen as Hugging Face's pipeline does.</summary>
public enum ScoreFunction
{
    /// <summary>One label of several: scores sum to 1.</summary>
    Softmax,

    /// <summary>Any number of labels, or a single one: each score by itself.</summary>
    Sigmoid,

    /// <summary>A regression: the logit is the score.</summary>
    None,

    /// <summary>The graph gives logarithms of scores.</summary>
    Exponential,
}
