namespace TransformerService.Models.Requests;

/// <summary>A label and its probability, 0 to 1.</summary>
/// <param name="Label">The label's name, from the export's <c>id2label</c>.</param>
/// <param name="Score">Softmax over the labels, or sigmoid of this one where a text may have several.</param>
public readonly record struct LabelScore(string Label, double Score);
