using System.Text.Json;
using Microsoft.OpenApi;
using TransformerService.Api.Swagger;

namespace TransformerService.Api.Compatibility.OpenAi;

/// <summary>The OpenAPI document of OpenAI's API.</summary>
internal static class OpenAiDocument
{
    private const string Model = """{ "id": "minilm", "object": "model", "created": 0, "owned_by": "transformer-service" }""";

    public static ForeignDocument Instance { get; } =
        new("openai", "OpenAI", typeof(OpenAiFailure), JsonNamingPolicy.SnakeCaseLower)
        {
            Switch = static options => options.OpenAi,
            Schemas = new Dictionary<Type, Func<OpenApiSchema>> { [typeof(OpenAiVector)] = Vector },
        };

    public static ForeignCall Embeddings { get; } =
        Instance.Post<OpenAiEmbeddingsRequest, OpenAiEmbeddings>(
            "The vectors of texts.",
            """
            {
              "object": "list", "model": "minilm", "usage": { "prompt_tokens": 6, "total_tokens": 6 },
              "data": [{ "object": "embedding", "index": 0, "embedding": [0.0124, -0.0381, 0.0507] }]
            }
            """,
            new RequestExample("texts", "Several texts", """{ "input": ["Where is the station?", "Two dogs."] }"""),
            new RequestExample("base64", "A text, as base64", """{ "input": "Where is the station?", "encoding_format": "base64" }""")
        );

    public static ForeignCall Models { get; } =
        Instance.Get<OpenAiModels>("The embedding models.", $$"""{ "object": "list", "data": [{{Model}}] }""");

    public static ForeignCall OneModel { get; } = Instance.Get<OpenAiModel>("An embedding model.", Model);

    private static OpenApiSchema Vector() =>
        new()
        {
            OneOf =
            [
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.Number },
                },
                new OpenApiSchema { Type = JsonSchemaType.String, Description = "Little-endian float32 in base64." },
            ],
        };
}
