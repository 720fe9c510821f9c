using TransformerService.Api.Errors;

namespace TransformerService.Api.Compatibility.HuggingFace;

/// <summary>Failures as Hugging Face's inference API writes them.</summary>
internal sealed class HuggingFaceErrors : ErrorForm
{
    private HuggingFaceErrors() { }

    public static HuggingFaceErrors Instance { get; } = new();

    public override FieldNames Fields { get; } =
        new([
            .. FieldNames.InSnakeCase,
            ("text", "inputs"),
            ("source", "src_lang"),
            ("target", "tgt_lang"),
            ("beamSize", "num_beams"),
            ("numHypotheses", "num_return_sequences"),
            ("candidateLabels", "candidate_labels"),
            ("hypothesisTemplate", "hypothesis_template"),
            ("multiLabel", "multi_label"),
        ]);

    /// <summary>Its JavaScript client sends a request again at once, without end, after 503.</summary>
    public override int StatusOf(ProblemKind kind) =>
        kind.Status == StatusCodes.Status503ServiceUnavailable ? StatusCodes.Status429TooManyRequests : kind.Status;

    public override Task WriteAsync(HttpContext context, ProblemKind kind, string detail) =>
        context.Response.WriteAsJsonAsync(
            new HuggingFaceFailure(detail),
            HuggingFaceJson.Answers.HuggingFaceFailure,
            cancellationToken: context.RequestAborted
        );
}
