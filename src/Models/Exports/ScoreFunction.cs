namespace TransformerService.Models.Exports;

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
