using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TransformerService.Api.Json;

namespace TransformerService.Api.Swagger;

/// <summary>Describes the body that an endpoint reads itself, with its examples.</summary>
internal sealed class BodyDescriptionFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<BodyDescription>().SingleOrDefault() is not { } description)
        {
            return;
        }

        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [BodyMedia.Json] = new OpenApiMediaType
                {
                    Schema = context.SchemaGenerator.GenerateSchema(description.Body, context.SchemaRepository),
                    Examples = description.Requests.ToDictionary(static example => example.Name, ToExample),
                },
            },
        };

        if (operation.Responses?["200"].Content?[BodyMedia.Json] is OpenApiMediaType answer)
        {
            answer.Example = JsonNode.Parse(description.Answer);
        }
    }

    public static IOpenApiExample ToExample(RequestExample example) =>
        new OpenApiExample { Summary = example.Summary, Value = JsonNode.Parse(example.Json) };
}
