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
        var param = kind.Error == InferenceError.ModelNotFound ? "model" : FieldOf(detail);
        return context.Response.WriteAsJsonAsync(
            new OpenAiFailure(new OpenAiError(detail, type, param, code)),
            OpenAiJson.Answers.OpenAiFailure,
            cancellationToken: context.RequestAborted
        );
    }

    /// <summary>The field that a detail such as "$.input[0] must be a string." begins with.</summary>
    private static string? FieldOf(string detail) => Field().Match(detail) is { Success: true } field ? field.Groups[1].Value : null;

    [GeneratedRegex(@"^\$\.([a-z_]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
