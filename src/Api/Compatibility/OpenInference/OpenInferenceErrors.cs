using TransformerService.Api.Errors;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>Failures as the protocol writes them, with Triton's statuses.</summary>
internal sealed class OpenInferenceErrors : ErrorForm
{
    private OpenInferenceErrors() { }

    public static OpenInferenceErrors Instance { get; } = new();

    public override FieldNames Fields { get; } =
        new([.. FieldNames.InSnakeCase, ("beamSize", "beam_size"), ("splitSentences", "split_sentences"), ("textPair", "text_pair")]);

    public override int StatusOf(ProblemKind kind) =>
        kind.Error switch
        {
            InferenceError.InputTooLarge or InferenceError.VersionRefused => StatusCodes.Status400BadRequest,
            InferenceError.UnsupportedMediaType => StatusCodes.Status501NotImplemented,
            InferenceError.Overloaded or InferenceError.TimedOut => StatusCodes.Status503ServiceUnavailable,
            _ => kind.Status,
        };

    public override Task WriteAsync(HttpContext context, ProblemKind kind, string detail) =>
        context.Response.WriteAsJsonAsync(
            new FailureBody(detail),
            OpenInferenceJson.Answers.FailureBody,
            "application/json", // KServe's client reads a failure only if nothing follows the type
            cancellationToken: context.RequestAborted
        );
}
