using System.Globalization;
using TransformerService.Models.Requests;

namespace TransformerService.Shadow.Sampling;

/// <summary>One side's answer to one text, in the form of its task.</summary>
internal sealed class SampleAnswer
{
    /// <summary>How many numbers of a vector, or documents of an order, are shown.</summary>
    private const int Shown = 10;

    private readonly Lazy<IReadOnlyList<LabelScore>>? _labels;

    public SampleAnswer(TranslatedText translation) => Translation = translation;

    /// <param name="labels">All labels with their scores, best first.</param>
    public SampleAnswer(IReadOnlyList<LabelScore> labels) => _labels = new(labels);

    /// <param name="rank">Ranks the labels on first use: many samples are dropped before.</param>
    public SampleAnswer(Func<IReadOnlyList<LabelScore>> rank) => _labels = new(rank);

    public SampleAnswer(IReadOnlyList<TaggedEntity> entities) => Entities = entities;

    public SampleAnswer(float[] vector) => Vector = vector;

    /// <param name="ranking">The score of each document, in the order of the request.</param>
    public SampleAnswer(IReadOnlyList<double> ranking) => Ranking = ranking;

    public TranslatedText? Translation { get; }

    public IReadOnlyList<LabelScore>? Labels => _labels?.Value;

    public IReadOnlyList<TaggedEntity>? Entities { get; }

    public float[]? Vector { get; }

    public IReadOnlyList<double>? Ranking { get; }

    /// <summary>The translation, the best label, the entities, the start of the vector, or the order of the documents.</summary>
    public string Text =>
        Translation?.Text
        ?? (
            Entities is { } entities ? string.Join("; ", entities.Select(entity => $"{entity.Label} {entity.Text}"))
            : Vector is { } vector
                ? string.Join(" ", vector.Take(Shown).Select(number => number.ToString("0.###", CultureInfo.InvariantCulture)))
            : Ranking is { } ranking
                ? string.Join(" ", Enumerable.Range(0, ranking.Count).OrderByDescending(index => ranking[index]).Take(Shown))
            : Labels?[0].Label ?? ""
        );

    /// <summary>The score of <see cref="Text"/>.</summary>
    public double Score =>
        Translation?.Score
        ?? (
            Entities is { } entities ? entities.Select(entity => entity.Score).DefaultIfEmpty(1).Min()
            : Vector is not null ? 1
            : Ranking is { } ranking ? ranking.Max()
            : Labels?[0].Score ?? 0
        );

    /// <summary>Whether it has the parts that its task needs, with finite numbers.</summary>
    public bool IsComplete =>
        Translation is { } translation ? double.IsFinite(translation.Score)
        : Entities is { } entities ? entities.All(entity => entity.Label.Length > 0 && double.IsFinite(entity.Score))
        : Vector is { } vector ? vector.Length > 0 && Array.TrueForAll(vector, float.IsFinite)
        : Ranking is { } ranking ? ranking.Count > 0 && ranking.All(double.IsFinite)
        : Labels is { Count: > 0 } labels && labels.All(label => label.Label.Length > 0 && double.IsFinite(label.Score));
}
