using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Swagger;
using TransformerService.Models.Errors;
using TransformerService.Shadow.Promotion;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/decisions</c>: what was decided about versions.</summary>
internal static class DecisionEndpoints
{
    public static void MapDecisions(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet("/v1/decisions", ListAsync)
            .RequireRateLimiting(CallLimits.StoreReads)
            .WithTags("Versions")
            .WithSummary("Lists what was decided about versions, by evidence or by operators")
            .WithDescription(
                "The newest first. Decisions are never changed or deleted: each carries the hash of the one before it, and a missing or changed one shows in 'chain'."
            )
            .AnswersProblems(
                InferenceError.InvalidInput,
                InferenceError.Unauthenticated,
                InferenceError.ModelNotReady,
                InferenceError.Overloaded,
                InferenceError.Internal
            );

    private static async Task<Ok<DecisionsBody>> ListAsync(
        [Description("The model's name. Default: all models.")] string? model,
        [Description("How many decisions, 1 to 1,000. Default: 100.")] string? limit,
        PromotionService promotion,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            DecisionWire.ToBody(await promotion.ReadAsync(model, QueryValues.WholeNumber(nameof(limit), limit), cancellationToken))
        );
}
