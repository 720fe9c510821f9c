using TransformerService.Api.Contracts;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>The values that every kind of answer translates alike.</summary>
internal static class WireValues
{
    // Microseconds: what is finer is noise.
    private const int MillisecondDigits = 3;

    /// <summary>A body's texts. The field is required, and null is no text.</summary>
    public static IReadOnlyList<string> Required(TextOrTexts? text) =>
        text?.Values ?? throw new InferenceException(
            InferenceError.InvalidInput, $"$.text is missing or null; it must be {TextOrTexts.Expected}.");

    /// <summary>A score that JSON can hold; gRPC could hold more, but answers alike.</summary>
    public static double Finite(double score) =>
        double.IsFinite(score)
            ? score
            : throw new InferenceException(InferenceError.Internal, "The model's answer has no finite score; check its weights.");

    public static TimingBody ToBody(RequestTiming timing) => new()
    {
        TotalMs = Milliseconds(timing.Total),
        QueueMs = Milliseconds(timing.Queue),
        TokenizeMs = Milliseconds(timing.Tokenize),
        InferenceMs = Milliseconds(timing.Inference),
    };

    /// <summary>A duration as both doors write it.</summary>
    public static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, MillisecondDigits);
}
