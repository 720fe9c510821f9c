using System.Text.Json;
using Microsoft.OpenApi;
using TransformerService.Api.Swagger;

namespace TransformerService.Api.Compatibility.TextEmbeddings;

/// <summary>The OpenAPI document of the API of Text Embeddings Inference.</summary>
internal static class TeiDocument
{
    public static ForeignDocument Instance { get; } =
        new("text-embeddings-inference", "Text Embeddings Inference", typeof(TeiFailure), JsonNamingPolicy.SnakeCaseLower)
        {
            Switch = static options => options.TextEmbeddings,
            Schemas = new Dictionary<Type, Func<OpenApiSchema>> { [typeof(TeiInputs)] = Inputs },
        };

    public static ForeignCall Embed { get; } =
        Instance.Post<TeiEmbedBody, IReadOnlyList<float[]>>(
            "The vectors of texts.",
            "[[0.0124, -0.0381, 0.0507]]",
            new RequestExample("text", "A text", """{ "inputs": "Where is the station?" }"""),
            new RequestExample("texts", "Several texts", """{ "inputs": ["Where is the station?", "Two dogs."], "normalize": false }""")
        );

    public static ForeignCall Predict { get; } =
        Instance.Post<TeiPredictBody, IReadOnlyList<TeiPrediction>>(
            "The labels of a text or of a pair; of a batch a list of such lists.",
            """[{ "score": 0.9971, "label": "POSITIVE" }, { "score": 0.0029, "label": "NEGATIVE" }]""",
            new RequestExample("text", "A text", """{ "inputs": "A fine film." }"""),
            new RequestExample("batch", "Several texts", """{ "inputs": [["A fine film."], ["A bad film."]], "raw_scores": true }""")
        );

    public static ForeignCall Rerank { get; } =
        Instance.Post<TeiRerankBody, IReadOnlyList<TeiRank>>(
            "Texts in the order of how well they answer a query.",
            """[{ "index": 1, "text": "At the end of the street.", "score": 0.93 }, { "index": 0, "text": "Two dogs.", "score": 0.01 }]""",
            new RequestExample(
                "texts",
                "Two texts",
                """{ "query": "Where is the station?", "texts": ["Two dogs.", "At the end of the street."], "return_text": true }"""
            )
        );

    public static ForeignCall Similarity { get; } =
        Instance.Post<TeiSimilarityBody, IReadOnlyList<float>>(
            "The cosines of a sentence's vector and those of others.",
            "[0.83, 0.11]",
            new RequestExample(
                "sentences",
                "Two sentences",
                """{ "inputs": { "source_sentence": "Two dogs.", "sentences": ["A pair of dogs.", "The station."] } }"""
            )
        );

    public static ForeignCall Tokenize { get; } =
        Instance.Post<TeiTokenizeBody, IReadOnlyList<TeiToken[]>>(
            "The tokens of texts, with their places in UTF-8.",
            """[[{ "id": 2048, "text": "Two", "special": false, "start": 0, "stop": 3 }]]""",
            new RequestExample("text", "A text", """{ "inputs": "Two dogs.", "add_special_tokens": false }""")
        );

    public static ForeignCall Decode { get; } =
        Instance.Post<TeiDecodeBody, IReadOnlyList<string>>(
            "The texts of token ids.",
            """["two dogs"]""",
            new RequestExample("ids", "The ids of a text", """{ "ids": [10, 11] }""")
        );

    public static ForeignCall Any { get; } =
        Instance.Post<TeiPredictBody, object>(
            "As /embed, /rerank or /predict, by the model's task.",
            "[[0.0124, -0.0381, 0.0507]]",
            new RequestExample("text", "A text", """{ "inputs": "Two dogs." }""")
        );

    public static ForeignCall Info { get; } =
        Instance.Get<TeiInfo>(
            "The server and its model.",
            """
            {
              "model_id": "minilm", "model_sha": "5f0c", "model_dtype": "float32", "served_model_name": "minilm",
              "model_type": { "embedding": { "pooling": "mean" } }, "max_concurrent_requests": 512, "max_input_length": 256,
              "max_batch_tokens": 4096, "max_batch_requests": 64, "max_client_batch_size": 256, "auto_truncate": true,
              "tokenization_workers": 1, "version": "1.0.0", "sha": null, "docker_label": null
            }
            """
        );

    public static ForeignCall Ping { get; } = Instance.Get("An empty 200 while the model answers; otherwise 503.");

    private static OpenApiSchema Inputs()
    {
        return new OpenApiSchema
        {
            OneOf =
            [
                Text(),
                ListOf(Text(), "A text, or the two texts of a pair.", 2),
                ListOf(ListOf(Text(), "A text, or the two texts of a pair.", 2), "A batch.", null),
            ],
        };

        static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

        static OpenApiSchema ListOf(OpenApiSchema items, string description, int? most) =>
            new()
            {
                Type = JsonSchemaType.Array,
                MinItems = 1,
                MaxItems = most,
                Items = items,
                Description = description,
            };
    }
}
