using TransformerService.Api.Access;
using TransformerService.Api.Errors;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.LibreTranslate;

/// <summary>Failures as LibreTranslate writes them.</summary>
internal sealed class LibreTranslateErrors : ErrorForm
{
    private LibreTranslateErrors() { }

    public static LibreTranslateErrors Instance { get; } = new();

    public override FieldNames Fields { get; } = new(("text", "q"), ("numHypotheses", "alternatives"));

    /// <summary>LibreTranslate knows no 404 of its calls, no 413 and no 415, and 403 is its answer to a wrong key.</summary>
    public override int StatusOf(ProblemKind kind) =>
        kind.Error switch
        {
            InferenceError.ModelNotFound or InferenceError.InputTooLarge or InferenceError.UnsupportedMediaType =>
                StatusCodes.Status400BadRequest,
            InferenceError.Unauthenticated => StatusCodes.Status403Forbidden,
            _ => kind.Status,
        };

    /// <summary>A key that is missing, however, is a 400.</summary>
    public override int StatusOf(HttpContext context, ProblemKind kind) =>
        kind.Error == InferenceError.Unauthenticated && context.Features.Get<WrongKey>() is null
            ? StatusCodes.Status400BadRequest
            : StatusOf(kind);

    public override Task WriteAsync(HttpContext context, ProblemKind kind, string detail) =>
        context.Response.WriteAsJsonAsync(
            new LibreFailure(detail),
            LibreTranslateJson.Answers.LibreFailure,
            cancellationToken: context.RequestAborted
        );
}
