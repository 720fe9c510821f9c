using System.Text.Json;
using Microsoft.OpenApi;
using TransformerService.Api.Swagger;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>The OpenAPI document of the Open Inference Protocol.</summary>
internal static class OpenInferenceDocument
{
    public static ForeignDocument Instance { get; } =
        new("open-inference-protocol", "Open Inference Protocol", typeof(FailureBody), JsonNamingPolicy.SnakeCaseLower)
        {
            Switch = static options => options.OpenInference,
            Schemas = new Dictionary<Type, Func<OpenApiSchema>> { [typeof(InferParameters)] = Parameters, [typeof(TensorTexts)] = Texts },
        };

    public static ForeignCall Infer { get; } =
        Instance.Post<InferRequestBody, InferAnswerBody>(
            "What a model answers. Tensors may also be sent and returned in binary.",
            """
            {
              "model_name": "en-fr", "model_version": "2a560dbbf017",
              "outputs": [
                { "name": "translation", "datatype": "BYTES", "shape": [1], "data": ["Deux chiens."] },
                { "name": "score", "datatype": "FP32", "shape": [1], "data": [-0.11] }
              ]
            }
            """,
            new RequestExample(
                "texts",
                "Two texts",
                """{ "inputs": [{ "name": "text", "shape": [2], "datatype": "BYTES", "data": ["Two dogs.", "Where is the station?"] }] }"""
            ),
            new RequestExample(
                "outputs",
                "A text, and one output of several",
                """
                {
                  "id": "1", "inputs": [{ "name": "text", "shape": [1, 1], "datatype": "BYTES", "data": [["Two dogs."]] }],
                  "outputs": [{ "name": "score" }]
                }
                """
            )
        );

    public static ForeignCall Models { get; } =
        Instance.Get<ModelListBody>("The names of all models.", """{ "models": ["en-fr", "intent", "sentiment"] }""");

    public static ForeignCall Metadata { get; } =
        Instance.Get<ModelMetadataBody>(
            "A model's inputs and outputs.",
            """
            {
              "name": "en-fr", "versions": ["2a560dbbf017"], "platform": "onnxruntime_onnx",
              "inputs": [{ "name": "text", "datatype": "BYTES", "shape": [-1, 1] }],
              "outputs": [
                { "name": "translation", "datatype": "BYTES", "shape": [-1, 1] }, { "name": "score", "datatype": "FP32", "shape": [-1, 1] }
              ]
            }
            """
        );

    public static ForeignCall ModelReady { get; } =
        Instance.Get<ReadyBody>("Whether a model answers.", """{ "name": "en-fr", "ready": true }""");

    public static ForeignCall Configuration { get; } =
        Instance.Get<ModelConfigBody>(
            "A model's configuration, as Triton describes it.",
            """
            {
              "name": "en-fr", "platform": "onnxruntime_onnx", "backend": "onnxruntime",
              "version_policy": { "latest": { "num_versions": 1 } }, "max_batch_size": 256,
              "input": [{ "name": "text", "data_type": "TYPE_STRING", "dims": [1] }],
              "output": [
                { "name": "translation", "data_type": "TYPE_STRING", "dims": [1] },
                { "name": "score", "data_type": "TYPE_FP32", "dims": [1] }
              ]
            }
            """
        );

    public static ForeignCall Statistics { get; } =
        Instance.Get<StatisticsBody>("What the models have done since the server's start.", """{ "model_stats": [] }""");

    public static ForeignCall Server { get; } =
        Instance.Get<ServerMetadataBody>(
            "The server.",
            """{ "name": "transformer-service", "version": "1.0.0", "extensions": ["binary_tensor_data"] }"""
        );

    public static ForeignCall Live { get; } = Instance.Get<LiveBody>("Whether the process runs.", """{ "live": true }""");

    public static ForeignCall Ready { get; } = Instance.Get<ReadyBody>("Whether the server answers.", """{ "ready": true }""");

    public static ForeignCall Index { get; } =
        Instance.Post<IndexRequestBody, IReadOnlyList<ModelIndexBody>>(
            "The models of the repository.",
            """[{ "name": "en-fr", "version": "2a560dbbf017", "state": "READY", "reason": "" }]""",
            new RequestExample("ready", "Those that answer", """{ "ready": true }""")
        );

    public static ForeignCall Load { get; } =
        Instance.Post<ControlRequestBody, object>(
            "Reads a model's files again; an admin's key is needed. The body may be empty, and the answer is.",
            "{}",
            new RequestExample("model", "A model", "{}")
        ) with
        {
            Answer = null,
            Example = null,
        };

    private static OpenApiSchema Parameters() =>
        new() { Type = JsonSchemaType.Object, Description = "Strings, numbers and flags by their names." };

    private static OpenApiSchema Texts() =>
        new()
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchema(),
            Description = "Strings, flat or nested as the shape says.",
        };
}
