using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TransformerService.Api.Json;

namespace TransformerService.Api.Swagger;

/// <summary>Describes the calls of other servers' APIs. Their endpoints read paths and bodies themselves.</summary>
internal sealed class ForeignCallFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<ForeignCall>().SingleOrDefault() is not { } call)
        {
            return;
        }

        operation.Summary = call.Summary;
        operation.Parameters =
        [
            .. RoutePatternFactory
                .Parse(context.ApiDescription.RelativePath ?? "")
                .Parameters.Select(static part => new OpenApiParameter
                {
                    Name = part.Name,
                    In = ParameterLocation.Path,
                    Required = true,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                }),
            .. call.Query.Select(static field => new OpenApiParameter
            {
                Name = field.Name,
                In = ParameterLocation.Query,
                Description = field.Description,
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. field.Values.Select(static value => (JsonNode)JsonValue.Create(value))],
                    Default = JsonValue.Create(field.Values[0]),
                },
            }),
        ];
        operation.RequestBody = call.Body is null
            ? null
            : new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, IOpenApiMediaType>
                {
                    [BodyMedia.Json] = new OpenApiMediaType
                    {
                        Schema = SchemaOf(call.Body),
                        Examples = call.Requests.ToDictionary(static example => example.Name, BodyDescriptionFilter.ToExample),
                    },
                },
            };
        operation.Responses = new OpenApiResponses
        {
            [call.Status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = "The answer.",
                Content = ContentOf(call.Answer, call.Media, call.Example),
            },
            ["default"] = new OpenApiResponse
            {
                Description = $"A failure. docs/compatibility/{call.Document.Name}.md lists the statuses.",
                Content = ContentOf(call.Document.Failure, BodyMedia.Json, null),
            },
        };

        IOpenApiSchema SchemaOf(Type type) => context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository);

        Dictionary<string, IOpenApiMediaType>? ContentOf(Type? type, string media, string? example) =>
            type is null
                ? null
                : new Dictionary<string, IOpenApiMediaType>
                {
                    [media] = new OpenApiMediaType
                    {
                        Schema = SchemaOf(type),
                        Example =
                            example is null ? null
                            : media == BodyMedia.Json ? JsonNode.Parse(example)
                            : JsonValue.Create(example),
                    },
                };
    }
}
