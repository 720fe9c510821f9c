using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TransformerService.Api.Contracts;

namespace TransformerService.Api.Swagger;

/// <summary>
/// Declares that request bodies accept no other fields, and that answers may gain fields, so that generated clients work with newer
/// servers.
/// </summary>
internal sealed class OpenAnswersFilter : ISchemaFilter
{
    private static readonly HashSet<Type> Closed =
    [
        typeof(TranslateRequestBody),
        typeof(TranslateOptionsBody),
        typeof(ClassifyRequestBody),
        typeof(EmbedRequestBody),
        typeof(RerankRequestBody),
        typeof(TagRequestBody),
        typeof(GenerateRequestBody),
        typeof(GenerateOptionsBody),
        typeof(ScoreRequestBody),
        typeof(ExplainRequestBody),
        typeof(TokenizeRequestBody),
        typeof(DetokenizeRequestBody),
        typeof(DetectRequestBody),
        typeof(ShadowChangeBody),
    ];

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is OpenApiSchema { Type: JsonSchemaType.Object } body)
        {
            body.AdditionalPropertiesAllowed = !Closed.Contains(context.Type);
        }
    }
}
