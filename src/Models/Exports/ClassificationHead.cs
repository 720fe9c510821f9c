namespace TransformerService.Models.Exports;

/// <summary>How a classifier's logits become scores, and what they are called.</summary>
/// <param name="Labels">Labels in the order of their ids.</param>
/// <param name="Function">The function that turns logits into scores.</param>
public sealed record ClassificationHead(IReadOnlyList<string> Labels, ScoreFunction Function)
{
    /// <summary>The function that the graph itself applies; <see langword="null"/> if its output <c>logits</c> holds true logits.</summary>
    public ScoreFunction? InGraph { get; init; }

    /// <summary>The function that was applied to the scores, in the graph or outside it.</summary>
    public ScoreFunction ScoredBy => InGraph ?? Function;

    /// <summary>Where the labels come from; used in the fault for a graph that returns a different number of logits.</summary>
    public LabelSource Source { get; init; }
}

/// <summary>What config.json says about a classifier's labels.</summary>
public enum LabelSource
{
    /// <summary>Their names, in <c>id2label</c>.</summary>
    Names,

    /// <summary>Their number, in <c>num_labels</c>.</summary>
    Count,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>The function that turns logits into scores, chosen as in Hugging Face's pipeline.</summary>
public enum ScoreFunction
{
    /// <summary>One label of several: scores sum to 1.</summary>
    Softmax,

    /// <summary>Any number of labels, or a single one: each score by itself.</summary>
    Sigmoid,

    /// <summary>A regression: the logit is the score.</summary>
    None,

    /// <summary>The graph returns logarithms of scores.</summary>
    Exponential,
}
