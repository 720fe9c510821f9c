using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Errors;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.TextEmbeddings;

/// <summary>Failures as Text Embeddings Inference writes them.</summary>
internal sealed class TeiErrors : ErrorForm
{
    private const string Unhealthy = "Unhealthy",
        Backend = "Backend",
        Overloaded = "Overloaded",
        Validation = "Validation",
        Empty = "Empty";

    private TeiErrors() { }

    public static TeiErrors Instance { get; } = new();

    public override IReadOnlyList<string> Roots { get; } = [TeiEndpoints.Root];

    public override FieldNames Fields { get; } = new(("text", "inputs"), ("documents", "texts"), ("promptName", "prompt_name"));

    /// <summary>The failure of a server or model that does not answer.</summary>
    public static TeiFailure IsUnhealthy { get; } = new("unhealthy", Unhealthy);

    public override int StatusOf(ProblemKind kind) =>
        kind.Error switch
        {
            InferenceError.InvalidInput => StatusCodes.Status422UnprocessableEntity,
            InferenceError.Internal => StatusCodes.Status424FailedDependency,
            _ => kind.Status,
        };

    public override Task WriteAsync(HttpContext context, ProblemKind kind, string detail) =>
        context.Response.WriteAsJsonAsync(
            new TeiFailure(
                detail,
                kind.Error switch
                {
                    InferenceError.ModelNotReady => Unhealthy,
                    InferenceError.Internal or InferenceError.TimedOut => Backend,
                    InferenceError.Overloaded or InferenceError.QuotaExceeded => Overloaded,
                    _ => Validation,
                }
            ),
            TeiJson.Answers.TeiFailure,
            cancellationToken: context.RequestAborted
        );

    /// <summary>The refusal of a request without a text.</summary>
    public static JsonHttpResult<TeiFailure> NoText(string field) =>
        Refuse(new TeiFailure($"`{field}` cannot be empty", Empty), StatusCodes.Status400BadRequest);

    /// <summary>The refusal of a call that the model cannot answer.</summary>
    public static JsonHttpResult<TeiFailure> WrongModel(string message) =>
        Refuse(new TeiFailure(message, Backend), StatusCodes.Status424FailedDependency);

    /// <summary>The answer to a probe while nothing can be answered.</summary>
    public static JsonHttpResult<TeiFailure> NotReady() => Refuse(IsUnhealthy, StatusCodes.Status503ServiceUnavailable);

    private static JsonHttpResult<TeiFailure> Refuse(TeiFailure failure, int status) =>
        TypedResults.Json(failure, TeiJson.Answers.TeiFailure, statusCode: status);
}
