using System.Collections.Frozen;
using System.Text.Json;
using TransformerService.Api.Contracts;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Json;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>The tensors of every task, and how they become the pipeline's requests and answers.</summary>
internal static class TensorTasks
{
    private const string TextPair = "text_pair",
        Query = "query",
        Score = "score";

    private static readonly TensorInfo Texts = new(TaskInputs.Text, TensorInfo.Bytes, [TensorInfo.Any, 1]),
        Scores = new(Score, TensorInfo.Float32, [TensorInfo.Any, 1]);

    private static readonly FrozenDictionary<ModelTask, TensorTask> Known = new Dictionary<ModelTask, TensorTask>
    {
        [ModelTask.Translation] = new TensorTask<TranslationRequest, TranslationAnswer>(
            static (inputs, parameters) =>
                new TranslationRequest(inputs[TaskInputs.Text])
                {
                    Source = parameters.Text("source"),
                    Target = parameters.Text("target"),
                    Format = parameters.Choice<TextFormat>("format") ?? TextFormat.Text,
                    Options = SearchParameters.Translation(parameters),
                },
            static (shape, answer) =>
                [
                    new OutputTensor("translation", shape) { Texts = [.. answer.Translations.Select(static text => text.Text)] },
                    Numbers(Score, shape, answer.Translations.Select(static text => text.Score)),
                ]
        )
        {
            Inputs = [Texts],
            Outputs = static _ => [Texts with { Name = "translation" }, Scores],
        },
        [ModelTask.Text2Text] = new TensorTask<GenerationRequest, GenerationAnswer>(
            static (inputs, parameters) =>
                new GenerationRequest(inputs[TaskInputs.Text]) { Options = SearchParameters.Generation(parameters) },
            static (shape, answer) =>
                [
                    new OutputTensor("generated_text", shape) { Texts = [.. answer.Generations.Select(static text => text.Text)] },
                    Numbers(Score, shape, answer.Generations.Select(static text => text.Score)),
                ]
        )
        {
            Inputs = [Texts],
            Outputs = static _ => [Texts with { Name = "generated_text" }, Scores],
        },
        [ModelTask.TextClassification] = new TensorTask<ClassificationRequest, ClassificationAnswer>(
            static (inputs, parameters) =>
                new ClassificationRequest(inputs[TaskInputs.Text])
                {
                    TextPairs = inputs.Optional(TextPair),
                    TopK = parameters.Count("top_k"),
                },
            static (_, answer) => Labels(answer)
        )
        {
            Inputs = [Texts, Texts with { Name = TextPair, IsOptional = true }],
            Outputs = static _ =>
                [
                    new TensorInfo("label", TensorInfo.Bytes, [TensorInfo.Any, TensorInfo.Any]),
                    new TensorInfo(Score, TensorInfo.Float32, [TensorInfo.Any, TensorInfo.Any]),
                ],
        },
        [ModelTask.FeatureExtraction] = new TensorTask<EmbeddingRequest, EmbeddingAnswer>(
            static (inputs, parameters) =>
                new EmbeddingRequest(inputs[TaskInputs.Text])
                {
                    PromptName = parameters.Text("prompt_name"),
                    Prompt = parameters.Text("prompt"),
                    Dimensions = parameters.Count("dimensions"),
                    Normalize = parameters.Flag("normalize"),
                },
            static (_, answer) =>
                [new OutputTensor("embedding", [answer.Embeddings.Count, answer.Dimensions]) { Numbers = answer.Embeddings }]
        )
        {
            Inputs = [Texts],
            Outputs = static model =>
                [
                    new TensorInfo(
                        "embedding",
                        TensorInfo.Float32,
                        [TensorInfo.Any, (model.Variants is [var variant, ..] ? variant.Limits?.Dimensions : null) ?? TensorInfo.Any]
                    ),
                ],
        },
        [ModelTask.TextRanking] = new TensorTask<RerankRequest, RerankAnswer>(
            static (inputs, _) =>
                new RerankRequest(
                    inputs[Query] is [var query] ? query : throw InferenceException.Invalid("The input 'query' must hold one text."),
                    inputs[TaskInputs.Text]
                ),
            static (shape, answer) =>
                [Numbers(Score, shape, answer.Results.OrderBy(static document => document.Index).Select(static document => document.Score))]
        )
        {
            Inputs = [new TensorInfo(Query, TensorInfo.Bytes, [1]), Texts with { Shape = [TensorInfo.Any] }],
            Outputs = static _ => [Scores with { Shape = [TensorInfo.Any] }],
            IsBatched = false,
        },
        [ModelTask.TokenClassification] = new TensorTask<TagRequest, TagAnswer>(
            static (inputs, parameters) =>
                new TagRequest(inputs[TaskInputs.Text])
                {
                    Aggregation = parameters.Choice<TagAggregation>("aggregation") ?? TagAggregation.Simple,
                },
            static (shape, answer) =>
                [new OutputTensor("entities", shape) { Texts = [.. TaggingWire.ToBody(answer).Entities.Select(ToJson)] }]
        )
        {
            Inputs = [Texts],
            Outputs = static _ => [Texts with { Name = "entities" }],
        },
    }.ToFrozenDictionary();

    /// <summary>How a model is called.</summary>
    /// <exception cref="InferenceException">Its model.json cannot be read.</exception>
    public static TensorTask Of(ModelInfo model) =>
        model.Task is { } task
            ? Known[task]
            : throw new InferenceException(
                InferenceError.ModelNotReady,
                "The model's task is not known, because its model.json cannot be read; GET /v1/models says why."
            );

    private static OutputTensor Numbers(string name, IReadOnlyList<long> shape, IEnumerable<double> numbers) =>
        new(name, shape)
        {
            Numbers =
            [
                [.. numbers.Select(static number => (float)WireValues.Finite(number))],
            ],
        };

    private static OutputTensor[] Labels(ClassificationAnswer answer)
    {
        long[] shape = [answer.Results.Count, answer.Results.Count == 0 ? 0 : answer.Results[0].Labels.Count];
        LabelScore[] labels = [.. answer.Results.SelectMany(static text => text.Labels)];
        return
        [
            new OutputTensor("label", shape) { Texts = [.. labels.Select(static label => label.Label)] },
            Numbers(Score, shape, labels.Select(static label => label.Score)),
        ];
    }

    /// <summary>A text's entities, as <c>/v1/tag</c> writes them.</summary>
    private static string ToJson(IReadOnlyList<EntityBody> entities) =>
        JsonSerializer.Serialize(entities, WireJson.Answers.IReadOnlyListEntityBody);
}
