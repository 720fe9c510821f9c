using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TransformerService.Api.Contracts;

namespace TransformerService.Api.Swagger;

/// <summary>Says that request bodies are closed, and that answers may grow fields, so that generated clients outlive a new one.</summary>
internal sealed class OpenAnswersFilter : ISchemaFilter
{
    private static readonly HashSet<Type> Closed =
        [typeof(TranslateRequestBody), typeof(TranslateOptionsBody), typeof(ClassifyRequestBody), typeof(ShadowChangeBody)];

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is OpenApiSchema { Type: JsonSchemaType.Object } body)
            body.AdditionalPropertiesAllowed = !Closed.Contains(context.Type);
    }
}
