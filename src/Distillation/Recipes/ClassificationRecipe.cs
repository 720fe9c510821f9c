using System.ComponentModel.DataAnnotations;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Recipes;

/// <summary>A recipe for classifiers.</summary>
public sealed record ClassificationRecipe : Recipe
{
    /// <summary>Files of labelled texts in the data folder, to train on. A file that is listed twice counts twice.</summary>
    [MinLength(1)]
    public required IReadOnlyList<string> Corpora { get; init; }

    /// <summary>Files of labelled texts to validate on.</summary>
    [MinLength(1)]
    public required IReadOnlyList<string> Validation { get; init; }

    /// <summary>
    /// The model's name for each label of the files, in the order of its outputs; <see langword="null"/> uses the files' labels
    /// unchanged, in ordinal order.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Whether texts are lower-cased and stripped of accents. Default true.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>What the student learns from the teacher.</summary>
    public ClassifierDistillationOptions Distillation { get; init; } = new();

    internal override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (Teacher.DecoderLayers > 0 || Student is { DecoderLayers: > 0 })
        {
            yield return "A classifier has no decoderLayers.";
        }

        if (Teacher.Decoder != DecoderType.Attention || Student is { Decoder: not DecoderType.Attention })
        {
            yield return "A classifier has no decoder.";
        }

        if (Labels is not null && (Labels.Count < 2 || Labels.Values.Distinct(StringComparer.Ordinal).Count() < Labels.Count))
        {
            yield return "There must be at least two labels, each with a different name.";
        }

        if (Student is { BeginWithTeacher: true })
        {
            yield return "A classifier's student cannot begin with its teacher: remove student.beginWithTeacher.";
        }

        if (Distillation.Attention > 0 && Student is not null && Student.Heads != Teacher.Heads)
        {
            yield return "distillation.attention needs as many heads in student and teacher.";
        }
    }
}
