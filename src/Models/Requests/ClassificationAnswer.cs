using System.ComponentModel;

namespace TransformerService.Models.Requests;

/// <summary>The classifications, one per text and in the texts' order.</summary>
[ImmutableObject(true)]
public sealed record ClassificationAnswer(
    string Model,
    VariantRole Variant,
    string Version,
    IReadOnlyList<ClassifiedText> Results,
    RequestTiming Timing
) : InferenceAnswer(Model, Variant, Version, Timing)
{
    /// <summary>
    /// The scores of all labels, <c>[texts][labels]</c>, in the order of the labels' ids; empty for an answer of another server.
    /// </summary>
    public IReadOnlyList<double[]> Scores { get; init; } = [];
}

/// <summary>One text's labels.</summary>
/// <param name="Labels">The best labels, best first.</param>
/// <param name="InputTokens">Tokens that the model read, special tokens included.</param>
/// <param name="Truncated">Whether the text was longer than the model can read, and was truncated.</param>
public sealed record ClassifiedText(IReadOnlyList<LabelScore> Labels, int InputTokens, bool Truncated)
{
    /// <summary>Number of windows that were read; <see langword="null"/> if the text was not divided.</summary>
    public int? Windows { get; init; }

    /// <summary>Who answered, if the model has a cascade.</summary>
    public CascadeOutcome? Cascade { get; init; }
}

/// <summary>A label and its probability, 0 to 1.</summary>
/// <param name="Label">The label's name, from the export's <c>id2label</c>.</param>
/// <param name="Score">Softmax over the labels, or the sigmoid of this one if a text may have several labels.</param>
public readonly record struct LabelScore(string Label, double Score);
