using TransformerService.Api.Contracts;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.HuggingFace;

/// <summary>Translates between the bodies of Hugging Face's inference API and the pipeline's records.</summary>
internal static class HuggingFaceWire
{
    /// <summary>Values of <c>truncation</c>.</summary>
    public const string DoNotTruncate = "do_not_truncate",
        LongestFirst = "longest_first";

    private const string Outside = "O",
        Left = "left";

    private static readonly string[] Truncations = [DoNotTruncate, LongestFirst, "only_first", "only_second"];

    private static readonly string[] Directions = [Left, "right"];

    /// <summary>The texts of a call that is not a similarity.</summary>
    /// <exception cref="InferenceException">There are none.</exception>
    public static IReadOnlyList<string> Texts(HuggingFaceInputs? inputs) =>
        inputs is { Source: null }
            ? inputs.Texts
            : throw InferenceException.Invalid($"$.inputs must be {TextOrTexts.Expected} for this task.");

    public static TranslationRequest ToTranslation(string model, IReadOnlyList<string> texts, HuggingFaceParameters parameters)
    {
        var generation = parameters.GenerateParameters ?? parameters;
        return generation.DoSample == true
            ? throw InferenceException.Invalid("Translations are not sampled: leave out 'do_sample', or send false.")
            : new TranslationRequest(texts)
            {
                Model = model,
                Source = parameters.SrcLang,
                Target = parameters.TgtLang,
                Options = new TranslationOptions
                {
                    BeamSize = generation.NumBeams,
                    MaxNewTokens = MostTokens(generation),
                    MinNewTokens = FewestTokens(generation),
                    LengthPenalty = generation.LengthPenalty,
                    NoRepeatNgramSize = generation.NoRepeatNgramSize,
                    RepetitionPenalty = generation.RepetitionPenalty,
                    NumHypotheses = generation.NumReturnSequences,
                    EarlyStopping = generation.EarlyStopping,
                },
            };
    }

    public static GenerationRequest ToGeneration(string model, IReadOnlyList<string> texts, HuggingFaceParameters parameters)
    {
        var generation = parameters.GenerateParameters ?? parameters;
        var samples = generation.DoSample == true; // without it, transformers ignores the options of sampling
        return new GenerationRequest(texts)
        {
            Model = model,
            Options = new GenerationOptions
            {
                BeamSize = generation.NumBeams,
                MaxNewTokens = MostTokens(generation),
                MinNewTokens = FewestTokens(generation),
                LengthPenalty = generation.LengthPenalty,
                NoRepeatNgramSize = generation.NoRepeatNgramSize,
                RepetitionPenalty = generation.RepetitionPenalty,
                NumHypotheses = generation.NumReturnSequences,
                EarlyStopping = generation.EarlyStopping,
                DoSample = samples,
                Temperature = samples ? generation.Temperature : null,
                TopK = samples ? generation.TopK : null,
                TopP = samples ? generation.TopP : null,
                Seed = samples ? generation.Seed : null,
            },
        };
    }

    public static ClassificationRequest ToClassification(string model, IReadOnlyList<string> texts, HuggingFaceParameters parameters) =>
        new(texts)
        {
            Model = model,
            TopK = parameters.TopK ?? (parameters.ReturnAllScores == false ? 1 : int.MaxValue),
            Scale = parameters.FunctionToApply switch
            {
                null => null,
                "none" => ScoreScale.Logits,
                "softmax" => ScoreScale.Softmax,
                "sigmoid" => ScoreScale.Sigmoid,
                _ => throw InferenceException.Invalid("'function_to_apply' must be \"sigmoid\", \"softmax\" or \"none\"."),
            },
        };

    public static ClassificationRequest ToZeroShot(string model, IReadOnlyList<string> texts, HuggingFaceParameters parameters)
    {
        var labels = parameters.CandidateLabels is { Source: null } given
            ? given
            : throw InferenceException.Invalid("'candidate_labels' is missing; it must be an array of strings, or a string with commas.");
        var candidates = labels.IsList
            ? labels.Texts
            : labels.Texts[0].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new ClassificationRequest(texts)
        {
            Model = model,
            Candidates = WireValues.Candidates(candidates, parameters.HypothesisTemplate, parameters.MultiLabel),
        };
    }

    public static TagRequest ToTagging(string model, IReadOnlyList<string> texts, HuggingFaceParameters parameters)
    {
        if (parameters.IgnoreLabels is { } ignored && ignored.Texts is not [Outside])
        {
            throw InferenceException.Invalid("'ignore_labels' must be [\"O\"], or left out.");
        }

        return parameters.Stride is null
            ? new TagRequest(texts) { Model = model, Aggregation = parameters.AggregationStrategy ?? TagAggregation.Simple }
            : throw InferenceException.Invalid("'stride' is not supported: send shorter texts.");
    }

    public static EmbeddingRequest ToEmbedding(string model, IReadOnlyList<string> texts, HuggingFaceParameters parameters) =>
        new(texts)
        {
            Model = model,
            Normalize = parameters.Normalize,
            PromptName = parameters.PromptName,
            Dimensions = parameters.Dimensions,
        };

    /// <summary>Refuses a text that was cut, if the parameters forbid it.</summary>
    /// <exception cref="InferenceException">A text was cut, or a parameter is unknown.</exception>
    public static void RequireWhole(HuggingFaceParameters parameters, bool isCut)
    {
        if (parameters.Truncation is { } truncation && !Truncations.Contains(truncation))
        {
            throw InferenceException.Invalid($"'truncation' must be one of {string.Join(", ", Truncations)}.");
        }

        if (parameters.TruncationDirection is { } direction && !Directions.Contains(direction, StringComparer.OrdinalIgnoreCase))
        {
            throw InferenceException.Invalid("'truncation_direction' must be \"left\" or \"right\".");
        }

        if (!isCut)
        {
            return;
        }

        if (parameters.Truncation == DoNotTruncate || parameters.Truncate == false)
        {
            throw InferenceException.Invalid(
                "A text, or what is generated from it, is longer than the model's limit: shorten it, or allow that it is cut."
            );
        }

        if (Left.Equals(parameters.TruncationDirection, StringComparison.OrdinalIgnoreCase))
        {
            throw InferenceException.Invalid(
                "A text is longer than the model's limit, and is cut only where the model's tokenizer cuts it: leave out 'truncation_direction', or shorten the text."
            );
        }
    }

    public static HuggingFaceLabel[] ToLabels(ClassifiedText text) =>
        [.. text.Labels.Select(static label => new HuggingFaceLabel(label.Label, WireValues.Finite(label.Score)))];

    public static HuggingFaceEntity[] ToEntities(IReadOnlyList<TaggedEntity> entities, TagAggregation aggregation) =>
        [
            .. entities.Select(entity => new HuggingFaceEntity(
                aggregation == TagAggregation.None ? null : entity.Label,
                aggregation == TagAggregation.None ? entity.Label : null,
                WireValues.Finite(entity.Score),
                entity.Text,
                entity.Start,
                entity.End
            )),
        ];

    private static int? MostTokens(HuggingFaceGeneration generation) => generation.MaxNewTokens ?? (generation.MaxLength - 1);

    private static int? FewestTokens(HuggingFaceGeneration generation) =>
        generation.MinNewTokens ?? (generation.MinLength is { } least ? Math.Max(0, least - 1) : null);
}
