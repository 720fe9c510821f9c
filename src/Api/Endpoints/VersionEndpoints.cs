using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;
using TransformerService.Api.Swagger;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Shadow.Promotion;

namespace TransformerService.Api.Endpoints;

/// <summary>The calls that compare versions of a model, and that change which of them answer. All are admin calls.</summary>
internal static class VersionEndpoints
{
    private const string Holds =
        "Applies to this process, until it ends or until the next change. The previous version keeps serving until the new one is loaded and checked, and answers the calls that it has accepted. Needs an admin's key.";

    public static void MapVersions(this IEndpointRouteBuilder endpoints)
    {
        // Authorized in one place: a caller without an admin's key learns nothing about a model, nor about what is wrong with a body.
        var group = endpoints.MapGroup("/v1/models/{name}").WithTags("Versions").RequireAuthorization(AccessPolicies.Admin);
        group
            .MapGet("/changes", Compare)
            .WithSummary("Compares two versions of a variant (admin)")
            .WithDescription(
                "The scores that their model cards state, and the answers to the texts of their self-checks, as each recorded them. No model runs. Needs an admin's key."
            )
            .AnswersProblems(
                InferenceError.InvalidInput,
                InferenceError.Unauthenticated,
                InferenceError.Forbidden,
                InferenceError.ModelNotFound,
                InferenceError.Internal
            );
        Describe(group.MapPost("/reload", ReloadAsync), "Reads a model's files again, and applies them (admin)");
        Describe(group.MapPost("/promote", PromoteAsync), "Makes a version the one that answers (admin)")
            .Describes<PromoteBody>(VersionExamples.Promotions, VersionExamples.Answer);
        Describe(group.MapPost("/rollback", RollbackAsync), "Switches back to the previous version (admin)")
            .Describes<RollbackBody>(VersionExamples.Rollbacks, VersionExamples.Answer);
        Describe(group.MapPost("/canary", SetCanaryAsync), "Lets a version answer a share of the calls; 0 ends that (admin)")
            .Describes<CanaryBody>(VersionExamples.Canaries, VersionExamples.Answer);
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, string summary) =>
        endpoint
            .WithSummary(summary)
            .WithDescription(Holds)
            .AnswersProblems(
                InferenceError.InvalidInput,
                InferenceError.Unauthenticated,
                InferenceError.Forbidden,
                InferenceError.ModelNotFound,
                InferenceError.VersionRefused,
                InferenceError.InputTooLarge,
                InferenceError.Internal
            );

    private static Ok<VersionDifferencesBody> Compare(
        [Description("The model's name, e.g. en-fr.")] string name,
        [Description("The version to compare: its folder inside the variant's, or the version that answers carry.")] string? version,
        [Description("The version to compare with. Default: the one that answers.")] string? from,
        [Description("student or teacher. Default: student.")] string? variant,
        ModelCatalog catalog
    ) =>
        TypedResults.Ok(
            VersionDifferenceWire.ToBody(
                VersionComparison.Of(catalog, name, QueryValues.Role("variant", variant) ?? VariantRole.Student, from, version)
            )
        );

    private static async Task<Ok<ModelBody>> ReloadAsync(
        [Description("The model's name, e.g. en-fr.")] string name,
        VersionService versions,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(ModelWire.ToBody(await versions.ReloadAsync(name, cancellationToken)));

    private static async Task<Ok<ModelBody>> PromoteAsync(
        [Description("The model's name, e.g. en-fr.")] string name,
        HttpRequest request,
        RequestBodyReader reader,
        PromotionService promotion,
        CancellationToken cancellationToken
    )
    {
        var body = await reader.ReadAsync(request, RequestJson.Default.PromoteBody, cancellationToken);
        return TypedResults.Ok(
            ModelWire.ToBody(
                await Changes(promotion, request).PromoteAsync(name, body.Variant ?? VariantRole.Student, body.Version, cancellationToken)
            )
        );
    }

    private static async Task<Ok<ModelBody>> RollbackAsync(
        [Description("The model's name, e.g. en-fr.")] string name,
        HttpRequest request,
        RequestBodyReader reader,
        PromotionService promotion,
        CancellationToken cancellationToken
    )
    {
        var body = await reader.ReadAsync(request, RequestJson.Default.RollbackBody, cancellationToken);
        return TypedResults.Ok(
            ModelWire.ToBody(await Changes(promotion, request).RollbackAsync(name, body.Variant ?? VariantRole.Student, cancellationToken))
        );
    }

    private static async Task<Ok<ModelBody>> SetCanaryAsync(
        [Description("The model's name, e.g. en-fr.")] string name,
        HttpRequest request,
        RequestBodyReader reader,
        PromotionService promotion,
        CancellationToken cancellationToken
    )
    {
        var body = await reader.ReadAsync(request, RequestJson.Default.CanaryBody, cancellationToken);
        return TypedResults.Ok(
            ModelWire.ToBody(
                await Changes(promotion, request)
                    .SetCanaryAsync(name, body.Variant ?? VariantRole.Student, body.Version, body.Share, cancellationToken)
            )
        );
    }

    /// <summary>Changes that are recorded among the decisions, with the caller's name.</summary>
    private static VersionService Changes(PromotionService promotion, HttpRequest request) =>
        promotion.ChangesBy(Callers.UsageKey(request.HttpContext));
}
