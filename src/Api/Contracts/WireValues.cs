using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Contracts;

/// <summary>Conversions of values that every kind of answer shares.</summary>
internal static class WireValues
{
    // Microseconds: finer digits are noise.
    private const int MillisecondDigits = 3;
    private const int ShareDigits = 4;

    /// <summary>A body's texts. The field is required, and null is not a text.</summary>
    public static IReadOnlyList<string> Required(TextOrTexts? text, string field = "text") =>
        text?.Values
        ?? throw new InferenceException(InferenceError.InvalidInput, $"$.{field} is missing or null; it must be {TextOrTexts.Expected}.");

    /// <summary>A required text of a body.</summary>
    public static string Required(string? text, string field) =>
        text ?? throw new InferenceException(InferenceError.InvalidInput, $"$.{field} is missing or null; it must be a string.");

    /// <summary>The labels of zero-shot classification; <see langword="null"/> if there are none.</summary>
    /// <exception cref="InferenceException">Their settings are given without them.</exception>
    public static CandidateLabels? Candidates(IReadOnlyList<string>? labels, string? template, bool? multiLabel)
    {
        if (labels is not null)
        {
            var candidates = new CandidateLabels(labels) { MultiLabel = multiLabel ?? false };
            return template is null ? candidates : candidates with { Template = template };
        }

        return template is null && multiLabel is null
            ? null
            : throw new InferenceException(
                InferenceError.InvalidInput,
                $"'{(template is null ? "multiLabel" : "hypothesisTemplate")}' belongs to 'candidateLabels', which are missing."
            );
    }

    /// <summary>A score that JSON can hold. gRPC could hold more, but gives the same error.</summary>
    public static double Finite(double score) =>
        double.IsFinite(score)
            ? score
            : throw new InferenceException(InferenceError.Internal, "The model's answer has no finite score; check its weights.");

    /// <summary>A share or probability as REST and gRPC both write it.</summary>
    public static double Share(double share) => Math.Round(share, ShareDigits);

    public static TimingBody ToBody(RequestTiming timing) =>
        new()
        {
            TotalMs = Milliseconds(timing.Total),
            QueueMs = Milliseconds(timing.Queue),
            TokenizeMs = Milliseconds(timing.Tokenize),
            InferenceMs = Milliseconds(timing.Inference),
            CachedTexts = timing.CachedTexts == 0 ? null : timing.CachedTexts,
        };

    /// <summary>A duration as REST and gRPC both write it.</summary>
    public static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, MillisecondDigits);
}
