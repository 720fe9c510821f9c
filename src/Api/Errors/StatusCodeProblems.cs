using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Errors;

/// <summary>Writes a problem body for the statuses that routing sets without one.</summary>
internal static class StatusCodeProblems
{
    private const string ModelPath = "/v1/models/";

    public static Task WriteAsync(StatusCodeContext pages)
    {
        var context = pages.HttpContext;
        return context.Response.StatusCode switch
        {
            // Kestrel folds `/v1/models/%2e%2e` into `/v1/` before routing; it still asked for a model.
            StatusCodes.Status404NotFound when AsksForModel(context) => ProblemWriter.WriteAsync(
                context,
                ErrorTable.For(InferenceError.ModelNotFound),
                "There is no model of this name; GET /v1/models lists them."
            ),
            StatusCodes.Status404NotFound => ProblemWriter.WriteAsync(
                context,
                ErrorTable.PathNotFound,
                "There is nothing at this path; /swagger lists the calls."
            ),
            StatusCodes.Status405MethodNotAllowed => ProblemWriter.WriteAsync(
                context,
                ErrorTable.MethodNotAllowed,
                $"This path answers {context.Response.Headers.Allow} only."
            ),
            _ => Task.CompletedTask,
        };
    }

    private static bool AsksForModel(HttpContext context) =>
        context.Features.Get<IHttpRequestFeature>()?.RawTarget.StartsWith(ModelPath, StringComparison.Ordinal) == true;
}
