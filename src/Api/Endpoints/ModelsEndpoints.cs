using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Contracts;
using TransformerService.Api.Swagger;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/models</c>.</summary>
internal static class ModelsEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/v1/models").WithTags("Models");
        group
            .MapGet("", ListModels)
            .WithSummary("Lists the models")
            .WithDescription("Every model of the repository, with its variants, their versions, state, limits and execution provider.")
            .AnswersProblems(InferenceError.Internal);
        group
            .MapGet("/{name}", GetModel)
            .WithSummary("Describes one model")
            .AnswersProblems(InferenceError.ModelNotFound, InferenceError.Internal);
    }

    private static Ok<ModelsBody> ListModels(ModelCatalog catalog) =>
        TypedResults.Ok(
            new ModelsBody
            {
                Cpu = catalog.Machine.Cpu,
                Int8Arithmetic = catalog.Machine.Int8Arithmetic,
                Models = [.. catalog.Describe().Select(ModelWire.ToBody)],
            }
        );

    private static Ok<ModelBody> GetModel([Description("The model's name, e.g. en-fr.")] string name, ModelCatalog catalog) =>
        TypedResults.Ok(ModelWire.ToBody(catalog.Describe(name)));
}
