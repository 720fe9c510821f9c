using Microsoft.AspNetCore.Diagnostics;

namespace TransformerService.Api.Errors;

/// <summary>An endpoint's metadata: how its failures look, if not as problem+json, for another server's clients.</summary>
internal abstract class ErrorForm
{
    /// <summary>
    /// The form of the endpoint that was called, or of the API whose path this is if there is no such call; <see langword="null"/> for
    /// problem+json.
    /// </summary>
    public static ErrorForm? Of(HttpContext context) =>
        // The exception handler takes the endpoint away, and keeps it here. Routing's own endpoint for a wrong method has no route.
        (context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint)
            is RouteEndpoint endpoint
            ? endpoint.Metadata.GetMetadata<ErrorForm>()
            : context.RequestServices?.GetService<ErrorFormPaths>()?.FormOf(context.Request.Path);

    /// <summary>Paths below which everything belongs to the API, besides those of its calls.</summary>
    public virtual IReadOnlyList<string> Roots => [];

    /// <summary>The status of a row of the error table.</summary>
    public abstract int StatusOf(ProblemKind kind);

    /// <summary>The status of a row of the error table for one call.</summary>
    public virtual int StatusOf(HttpContext context, ProblemKind kind) => StatusOf(kind);

    /// <summary>What the API calls the fields that failures name; <see langword="null"/> if all have their native names.</summary>
    public virtual FieldNames? Fields => null;

    /// <summary>Writes the body; status and headers are set.</summary>
    public abstract Task WriteAsync(HttpContext context, ProblemKind kind, string detail);
}
