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

    /// <summary>
    /// Folder of a pretrained encoder, a Hugging Face export of BERT, MiniLM or DistilBERT: the teacher begins with its weights, its
    /// vocabulary is taken over, and <see cref="Recipe.Pieces"/> is the number of pieces to keep at least. A relative path starts at the
    /// working directory. <see langword="null"/> begins with random weights.
    /// </summary>
    [MinLength(1)]
    public string? From { get; init; }

    /// <summary>
    /// Files of unlabelled texts in the data folder: the first column of a parallel or labelled file. A share is that of an epoch of general
    /// distillation.
    /// </summary>
    public IReadOnlyList<Corpus> Unlabelled { get; init; } = [];

    /// <summary>
    /// How the student learns from the pretrained encoder on the unlabelled texts before the task, or <see langword="null"/> for not at all.
    /// </summary>
    public GeneralDistillationOptions? General { get; init; }

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

        if (Teacher.Training.Alignment > 0 || Student is { Training.Alignment: > 0 })
        {
            yield return "training.alignment is only for translation models.";
        }

        if (Labels is not null && (Labels.Count < 2 || Labels.Values.Distinct(StringComparer.Ordinal).Count() < Labels.Count))
        {
            yield return "There must be at least two labels, each with a different name.";
        }

        if (
            Student is { BeginWithTeacher: true } student
            && (
                (student.ModelSize, student.Heads, student.FeedForward) != (Teacher.ModelSize, Teacher.Heads, Teacher.FeedForward)
                || student.EncoderLayers > Teacher.EncoderLayers
            )
        )
        {
            yield return "A student that begins with its teacher must have the teacher's modelSize, heads and feedForward, and at most its encoderLayers.";
        }

        foreach ((var name, var imitation) in new (string, ImitationOptions?)[] { ("distillation", Distillation), ("general", General) })
        {
            if (imitation?.Attention > 0 && Student is not null && Student.Heads != Teacher.Heads)
            {
                yield return $"{name}.attention needs as many heads in student and teacher.";
            }

            if (imitation?.Relations > 0 && Student is not null && Student.ModelSize % Teacher.Heads != 0)
            {
                yield return $"{name}.relations needs a student.modelSize that teacher.heads divides.";
            }
        }

        if (Unlabelled.Any(corpus => corpus.Weight != 1))
        {
            yield return "Unlabelled corpora have a share, but no weight.";
        }

        if (Unlabelled.Count == 0 && (General is not null || Distillation.Unlabelled > 0))
        {
            yield return "general and distillation.unlabelled need unlabelled corpora.";
        }

        foreach (var fault in GeneralFaults())
        {
            yield return fault;
        }
    }

    private IEnumerable<string> GeneralFaults()
    {
        if (General is null)
        {
            yield break;
        }

        if (Student is null)
        {
            yield return "general needs a student.";
        }

        if (!General.Imitates)
        {
            yield return "general needs a weight of hiddenStates, attention or relations.";
        }

        if (General.Training.TokenBudget < MaxTokens)
        {
            yield return "general.training.tokenBudget must be at least maxTokens, so that the longest example fits a batch.";
        }

        if ((long)General.Training.TokenBudget * Math.Max(Teacher.FeedForward, Student?.FeedForward ?? 0) > Dropout.MaskLength)
        {
            yield return $"general.training.tokenBudget × feedForward must be at most {Dropout.MaskLength}: lower the budget.";
        }
    }
}
