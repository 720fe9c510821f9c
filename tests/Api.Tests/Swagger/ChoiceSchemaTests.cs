using System.Text.Json;
using Shouldly;
using TransformerService.Api.Contracts;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Swagger;

/// <summary>A client that is generated from the document sends the names that the server reads.</summary>
public sealed class ChoiceSchemaTests(ApiServer server)
{
    private static readonly string? BodiesNamespace = typeof(TranslateRequestBody).Namespace;

    [Fact]
    public async Task Document_FieldsThatAreOneOfAFewNames_AreStringsWithTheseNames()
    {
        var schemas = (await server.GetAsync("/swagger/v1/swagger.json")).Json.GetProperty("components").GetProperty("schemas");
        var wrong = new List<string>();
        foreach (var body in typeof(TranslateRequestBody).Assembly.GetTypes().Where(type => type.Namespace == BodiesNamespace))
        {
            if (!schemas.TryGetProperty(body.Name, out var schema))
            {
                continue;
            }

            foreach (var field in body.GetProperties().Where(field => Choice(field.PropertyType).IsEnum))
            {
                var written = schema.GetProperty("properties").GetProperty(JsonNamingPolicy.CamelCase.ConvertName(field.Name));
                var isString = written.TryGetProperty("type", out var type) && type.GetString() == "string";
                var isChoice = written.TryGetProperty("oneOf", out _) || written.TryGetProperty("enum", out _);
                wrong.AddRange(isChoice && (isString || written.TryGetProperty("oneOf", out _)) ? [] : [$"{body.Name}.{field.Name}"]);
            }
        }

        wrong.ShouldBeEmpty();

        static Type Choice(Type type) => Nullable.GetUnderlyingType(type) ?? type;
    }
}
