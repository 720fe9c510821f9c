using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;
using TransformerService.Api.Swagger;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/models/{name}/glossary</c>. Both are admin calls.</summary>
internal static class GlossaryEndpoints
{
    public static void MapGlossary(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/v1/models/{name}/glossary").WithTags("Models").RequireAuthorization(AccessPolicies.Admin);
        group
            .MapGet("", Get)
            .WithSummary("Returns the glossary of a model (admin)")
            .WithDescription("The entries that are applied to its translations, and their hash. Needs an admin's key.")
            .AnswersProblems(
                InferenceError.InvalidInput,
                InferenceError.Unauthenticated,
                InferenceError.Forbidden,
                InferenceError.ModelNotFound,
                InferenceError.Internal
            );
        group
            .MapPost("", SetAsync)
            .WithSummary("Sets the glossary of a model (admin)")
            .WithDescription(
                "Applies from the next request on, to this process, until it ends, until the next change, or until the model is reloaded. Needs an admin's key."
            )
            .Describes<GlossaryChangeBody>(GlossaryExamples.Changes, GlossaryExamples.Answer)
            .AnswersProblems(
                InferenceError.InvalidInput,
                InferenceError.Unauthenticated,
                InferenceError.Forbidden,
                InferenceError.ModelNotFound,
                InferenceError.InputTooLarge,
                InferenceError.Internal
            );
    }

    private static Ok<GlossaryBody> Get([Description("The model's name, e.g. en-fr.")] string name, GlossaryService glossaries) =>
        TypedResults.Ok(GlossaryWire.ToBody(glossaries.Get(name)));

    private static async Task<Ok<GlossaryBody>> SetAsync(
        [Description("The model's name, e.g. en-fr.")] string name,
        HttpRequest request,
        RequestBodyReader reader,
        GlossaryService glossaries,
        CancellationToken cancellationToken
    )
    {
        var body = await reader.ReadAsync(request, RequestJson.Default.GlossaryChangeBody, cancellationToken);
        return TypedResults.Ok(GlossaryWire.ToBody(await glossaries.SetAsync(name, GlossaryWire.ToChange(body), cancellationToken)));
    }
}
