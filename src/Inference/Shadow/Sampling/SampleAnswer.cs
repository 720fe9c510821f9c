using TransformerService.Models.Requests;

namespace TransformerService.Inference.Shadow.Sampling;

/// <summary>What one side said of one text: a translation, or all labels with their scores, best first.</summary>
internal sealed record SampleAnswer(TranslatedText? Translation, IReadOnlyList<LabelScore>? Labels)
{
    /// <summary>The translation, or the best label.</summary>
    public string Text => Translation?.Text ?? Labels?[0].Label ?? "";

    /// <summary>The score of <see cref="Text"/>.</summary>
    public double Score => Translation?.Score ?? Labels?[0].Score ?? 0;
}
