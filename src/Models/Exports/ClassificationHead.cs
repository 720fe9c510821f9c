namespace TransformerService.Models.Exports;

/// <summary>How a classifier's logits become scores, and what they are called.</summary>
/// <param name="Labels">Labels in the order of their ids.</param>
/// <param name="Function">What turns logits into scores.</param>
public sealed record ClassificationHead(IReadOnlyList<string> Labels, ScoreFunction Function);

/// <summary>What turns logits into scores, chosen as Hugging Face's pipeline does.</summary>
public enum ScoreFunction
{
    /// <summary>One label of several: scores sum to 1.</summary>
    Softmax,

    /// <summary>Any number of labels, or a single one: each score by itself.</summary>
    Sigmoid,

    /// <summary>A regression: the logit is the score.</summary>
    None,
}
