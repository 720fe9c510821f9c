using System.ComponentModel.DataAnnotations;
using TransformerService.Distillation.Alignment;
using TransformerService.Distillation.Data.Augmentation;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Models.Exports.Shortlists;

namespace TransformerService.Distillation.Recipes;

/// <summary>A recipe for translation models.</summary>
public sealed record TranslationRecipe : Recipe
{
    /// <summary>The source language.</summary>
    public required string SourceLanguage { get; init; }

    /// <summary>The target language.</summary>
    public required string TargetLanguage { get; init; }

    /// <summary>
    /// Files of pairs in the data folder, <c>.tsv</c>, <c>.tsv.gz</c> or <c>.jsonl</c>; read in this order. A file's name, or an object.
    /// </summary>
    [MinLength(1)]
    public required IReadOnlyList<Corpus> Corpora { get; init; }

    /// <summary>
    /// Whether characters without a piece are written as their UTF-8 bytes, so that no character is unknown. Texts are then normalised only
    /// in
    /// their white space and the composition of accents. Default false: such characters are unknown, and texts are normalised by NFKC.
    /// </summary>
    public bool ByteFallback { get; init; }

    /// <summary>Characters that have their own pieces, however rare they are in the corpora. Default none.</summary>
    public string RequiredCharacters { get; init; } = "";

    /// <summary>Whether the apostrophe ’ of targets is written as ', so that corpora that differ in it agree. Default false.</summary>
    public bool PlainApostrophes { get; init; }

    /// <summary>Copies of pairs that are changed to teach copying, upper case, lower case and several sentences. Default none.</summary>
    public PairAugmentationOptions Augmentation { get; init; } = new();

    /// <summary>The share of pairs that is held out for validation, above 0, to 0.5. Default 0.005.</summary>
    [Range(1e-6, 0.5)]
    public double ValidationShare { get; init; } = 0.005;

    /// <summary>Number of held-out pairs that are translated after each epoch for BLEU; 0 validates by loss alone. Default 0.</summary>
    [Range(0, 100_000)]
    public int ValidationTranslations { get; init; }

    /// <summary>What the student learns from the teacher.</summary>
    public TranslationDistillationOptions Distillation { get; init; } = new();

    /// <summary>
    /// The student's lexical shortlist: for each source piece the target pieces that translate it, so that the server computes the last
    /// product for few pieces. Default none.
    /// </summary>
    public ShortlistOptions? Shortlist { get; init; }

    internal override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (Teacher.DecoderLayers < 1 || Student is { DecoderLayers: < 1 })
        {
            yield return "A translation model needs decoderLayers of at least 1.";
        }

        if (MaxTokens > Modeling.TranslationShape.Positions)
        {
            yield return $"maxTokens must be at most {Modeling.TranslationShape.Positions}, the positions that a translation model has.";
        }

        if (Shortlist is not null && Pieces >= LexicalShortlist.MostPieces)
        {
            yield return $"A shortlist needs pieces below {LexicalShortlist.MostPieces}.";
        }

        if (Shortlist is not null && Quantization.KeepFloat.Contains(ShortlistGraphs.Product))
        {
            yield return $"A shortlist needs an int8 output layer: remove {ShortlistGraphs.Product} from quantization.keepFloat.";
        }

        if (Augmentation.Total > 1)
        {
            yield return "The sum of augmentation's shares must be at most 1.";
        }

        if (Teacher.Training.TokenDropout > 0 || Student is { Training.TokenDropout: > 0 })
        {
            yield return "training.tokenDropout is only for classifiers.";
        }

        if (Teacher.Training.LayerDecay != 1 || Student is { Training.LayerDecay: not 1 })
        {
            yield return "training.layerDecay is only for classifiers.";
        }

        if (
            Student is { BeginWithTeacher: true } student
            && (student.ModelSize, student.Heads, student.FeedForward) != (Teacher.ModelSize, Teacher.Heads, Teacher.FeedForward)
        )
        {
            yield return "A student that begins with its teacher must have the teacher's modelSize, heads and feedForward.";
        }

        if (
            Student is { EncoderLayers: var encoder, DecoderLayers: var decoder, BeginWithTeacher: true }
            && (encoder > Teacher.EncoderLayers || decoder > Teacher.DecoderLayers)
        )
        {
            yield return "A student that begins with its teacher must have at most the teacher's encoderLayers and decoderLayers.";
        }

        if (Distillation.KeepReferencesOf.FirstOrDefault(file => Corpora.All(corpus => corpus.File != file)) is { } unknown)
        {
            yield return $"distillation.keepReferencesOf names '{unknown}', which is not among the corpora.";
        }
    }
}
