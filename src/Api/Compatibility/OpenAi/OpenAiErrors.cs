using System.Text.RegularExpressions;
using TransformerService.Api.Errors;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.OpenAi;

/// <summary>Failures as OpenAI writes them.</summary>
internal sealed partial class OpenAiErrors : ErrorForm
{
    private const string InvalidRequest = "invalid_request_error";

    private OpenAiErrors() { }

    public static OpenAiErrors Instance { get; } = new();

    public override IReadOnlyList<string> Roots { get; } = [OpenAiEndpoints.Own];

    public override FieldNames Fields { get; } = new(("text", "input"));

    /// <summary>OpenAI answers an input that is too long with 400. Its clients try again after 429, and after 500 and above.</summary>
    public override int StatusOf(ProblemKind kind) =>
        kind.Error == InferenceError.InputTooLarge ? StatusCodes.Status400BadRequest : kind.Status;

    public override Task WriteAsync(HttpContext context, ProblemKind kind, string detail)
    {
        var (type, code) = kind.Error switch
        {
            InferenceError.Unauthenticated => (InvalidRequest, "invalid_api_key"),
            InferenceError.ModelNotFound => (InvalidRequest, "model_not_found"),
            InferenceError.InputTooLarge => (InvalidRequest, "input_too_large"),
            InferenceError.QuotaExceeded => ("insufficient_quota", "insufficient_quota"),
            InferenceError.Overloaded => ("rate_limit_error", "rate_limit_exceeded"),
            _ => (kind.Status >= StatusCodes.Status500InternalServerError ? "server_error" : InvalidRequest, (string?)null),
        };
        return context.Response.WriteAsJsonAsync(
            new OpenAiFailure(new OpenAiError(detail, type, FieldOf(kind.Error, detail), code)),
            OpenAiJson.Answers.OpenAiFailure,
            cancellationToken: context.RequestAborted
        );
    }

    /// <summary>The field at fault: <c>$.input[0] must be a string.</c> begins with it, and <c>name one of them as 'model'</c> quotes it.</summary>
    private static string? FieldOf(InferenceError? error, string detail) =>
        error == InferenceError.ModelNotFound || detail.StartsWith("The model '", StringComparison.Ordinal) ? "model"
        : error == InferenceError.InputTooLarge ? "input"
        : Field().Match(detail) is { Success: true } field ? field.Groups["name"].Value
        : null;

    [GeneratedRegex(@"^\$\.(?<name>[a-z_]+)|'(?<name>input|model|dimensions)(?=['\[])", RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
