using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Swagger;

/// <summary>Describes the fields of requests that are one of a few names; the answers' settings describe those of answers.</summary>
internal static class ChoiceSchemas
{
    public static void Add(SwaggerGenOptions options)
    {
        Add<TextFormat>();
        Add<EmbeddingEncoding>();
        Add<TagAggregation>();
        Add<ExplanationUnit>();
        Add<ExplanationMethod>();
        Add<WindowCombination>();
        Add<OffsetUnit>();

        void Add<T>()
            where T : struct, Enum =>
            options.MapType<T>(static () =>
                new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. Enum.GetNames<T>().Select(static name => (JsonNode)JsonNamingPolicy.CamelCase.ConvertName(name))],
                }
            );
    }
}
