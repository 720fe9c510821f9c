using TransformerService.Models.Requests;

namespace TransformerService.Shadow.Sampling;

/// <summary>One side's answer to one text: a translation, or all labels with their scores, best first.</summary>
internal sealed class SampleAnswer
{
    private readonly Lazy<IReadOnlyList<LabelScore>>? _labels;

    public SampleAnswer(TranslatedText translation) => Translation = translation;

    public SampleAnswer(IReadOnlyList<LabelScore> labels) => _labels = new(labels);

    /// <param name="rank">Ranks the labels on first use: many samples are dropped before.</param>
    public SampleAnswer(Func<IReadOnlyList<LabelScore>> rank) => _labels = new(rank);

    public TranslatedText? Translation { get; }

    public IReadOnlyList<LabelScore>? Labels => _labels?.Value;

    /// <summary>The translation, or the best label.</summary>
    public string Text => Translation?.Text ?? Labels?[0].Label ?? "";

    /// <summary>The score of <see cref="Text"/>.</summary>
    public double Score => Translation?.Score ?? Labels?[0].Score ?? 0;
}
