using System.Text.Json;
using Microsoft.OpenApi;
using TransformerService.Api.Swagger;

namespace TransformerService.Api.Compatibility.HuggingFace;

/// <summary>The OpenAPI document of Hugging Face's inference API.</summary>
internal static class HuggingFaceDocument
{
    private const string Strings = "Several texts.";

    public static ForeignDocument Instance { get; } =
        new("hugging-face", "Hugging Face Inference", typeof(HuggingFaceFailure), JsonNamingPolicy.SnakeCaseLower)
        {
            Switch = static options => options.HuggingFace,
            Schemas = new Dictionary<Type, Func<OpenApiSchema>> { [typeof(HuggingFaceInputs)] = Inputs },
        };

    public static ForeignCall Ask { get; } =
        Instance.Post<HuggingFaceBody, object>(
            "What a model answers; the form of the answer is the task's.",
            """[{ "translation_text": "Où est la gare ?" }]""",
            new RequestExample("text", "A text, for every task but sentence-similarity", """{ "inputs": "Where is the station?" }"""),
            new RequestExample(
                "parameters",
                "Several texts, with parameters of the task",
                """{ "inputs": ["Where is the station?", "Two dogs."], "parameters": { "truncation": "longest_first" } }"""
            )
        );

    private static OpenApiSchema Inputs() =>
        new()
        {
            OneOf =
            [
                new OpenApiSchema { Type = JsonSchemaType.String },
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    MinItems = 1,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    Description = Strings,
                },
                new OpenApiSchema { Type = JsonSchemaType.Object, Description = "For sentence-similarity: source_sentence and sentences." },
            ],
        };
}
