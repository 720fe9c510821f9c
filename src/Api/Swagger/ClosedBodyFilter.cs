using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TransformerService.Api.Contracts;

namespace TransformerService.Api.Swagger;

/// <summary>Says of the request bodies that other fields are refused.</summary>
internal sealed class ClosedBodyFilter : ISchemaFilter
{
    private static readonly HashSet<Type> Closed = [typeof(TranslateRequestBody), typeof(TranslateOptionsBody), typeof(ClassifyRequestBody)];

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is OpenApiSchema { Type: JsonSchemaType.Object } body && Closed.Contains(context.Type))
            body.AdditionalPropertiesAllowed = false;
    }
}
