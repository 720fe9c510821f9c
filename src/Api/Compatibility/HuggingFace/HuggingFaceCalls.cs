using TransformerService.Api.Endpoints;
using TransformerService.Api.Json;
using TransformerService.Inference;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.HuggingFace;

/// <summary>Answers the calls of Hugging Face's inference API with the pipeline.</summary>
internal sealed class HuggingFaceCalls(RequestBodyReader reader, InferencePipeline pipeline, ModelCatalog catalog)
{
    /// <summary>The parts of a path. Names of models here have no owner: it is ignored.</summary>
    public const string ModelPart = "model",
        TaskPart = "task";

    private const string UseCacheHeader = "x-use-cache";

    public async Task<IResult> AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var timeout = RequestTimeoutHeader.Read(context.Request);
        BodyMedia.RequireJsonOfAnyName(context.Request);
        var body = await reader.ReadAsync(
            context.Request,
            static bytes => RequestBody.Parse(bytes, HuggingFaceRequests.Default.HuggingFaceBody),
            cancellationToken
        );
        var model = Find(context.GetRouteValue(ModelPart) as string);
        var task = context.GetRouteValue(TaskPart) is string name
            ? HuggingFaceTasks.Named(name)
            : HuggingFaceTasks.Of(
                model.Task
                    ?? throw new InferenceException(
                        InferenceError.ModelNotReady,
                        $"The model '{model.Name}' could not be read; GET /v1/models/{model.Name} says more."
                    ),
                body
            );
        var call = new Call(pipeline, context, body, model.Name, timeout, CacheOf(context.Request, body), cancellationToken);
        return task switch
        {
            HuggingFaceTask.Translation => await call.TranslateAsync(),
            HuggingFaceTask.Summarization => await call.SummarizeAsync(),
            HuggingFaceTask.Text2TextGeneration => await call.GenerateAsync(),
            HuggingFaceTask.TextClassification => await call.ClassifyAsync(),
            HuggingFaceTask.ZeroShotClassification => await call.ClassifyByLabelsAsync(),
            HuggingFaceTask.TokenClassification => await call.TagAsync(),
            HuggingFaceTask.FeatureExtraction => await call.EmbedAsync(),
            _ => await call.CompareAsync(),
        };
    }

    private CatalogModel Find(string? name) =>
        catalog.Models.FirstOrDefault(model => model.Name == name) ?? throw InferenceException.NoSuchModel();

    private static CacheUse? CacheOf(HttpRequest request, HuggingFaceBody body) =>
        body.Options?.UseCache == false || request.Headers[UseCacheHeader].ToString().ToLowerInvariant() is "false" or "0"
            ? CacheUse.None
            : null;

    /// <summary>One call.</summary>
    private sealed record Call(
        InferencePipeline Pipeline,
        HttpContext Context,
        HuggingFaceBody Body,
        string Model,
        TimeSpan? Timeout,
        CacheUse? Cache,
        CancellationToken CancellationToken
    )
    {
        private HuggingFaceParameters Parameters => Body.Parameters ?? Body;

        private IReadOnlyList<string> Texts => HuggingFaceWire.Texts(Body.Inputs);

        public async Task<IResult> TranslateAsync()
        {
            var answer = await AskAsync<TranslationRequest, TranslationAnswer>(
                HuggingFaceWire.ToTranslation(Model, Texts, Parameters),
                static answer => answer.Translations.Any(static text => text.Truncated)
            );
            return TypedResults.Json(
                [
                    .. answer
                        .Translations.SelectMany(static text => TextsOf(text.Hypotheses, text.Text))
                        .Select(static text => new HuggingFaceTranslation(text)),
                ],
                HuggingFaceJson.Answers.HuggingFaceTranslationArray
            );
        }

        public async Task<IResult> SummarizeAsync() =>
            TypedResults.Json(
                [.. (await GeneratedAsync()).Select(static text => new HuggingFaceSummary(text))],
                HuggingFaceJson.Answers.HuggingFaceSummaryArray
            );

        public async Task<IResult> GenerateAsync() =>
            TypedResults.Json(
                [.. (await GeneratedAsync()).Select(static text => new HuggingFaceText(text))],
                HuggingFaceJson.Answers.HuggingFaceTextArray
            );

        /// <summary>A list for each text, also for a single one.</summary>
        public async Task<IResult> ClassifyAsync()
        {
            var answer = await ClassifiedAsync(HuggingFaceWire.ToClassification(Model, Texts, Parameters));
            return TypedResults.Json(
                [.. answer.Results.Select(HuggingFaceWire.ToLabels)],
                HuggingFaceJson.Answers.HuggingFaceLabelArrayArray
            );
        }

        public async Task<IResult> ClassifyByLabelsAsync()
        {
            var answer = await ClassifiedAsync(HuggingFaceWire.ToZeroShot(Model, Texts, Parameters));
            return Body.Inputs?.IsList == true
                ? TypedResults.Json(
                    [.. answer.Results.Select(HuggingFaceWire.ToLabels)],
                    HuggingFaceJson.Answers.HuggingFaceLabelArrayArray
                )
                : TypedResults.Json(HuggingFaceWire.ToLabels(answer.Results[0]), HuggingFaceJson.Answers.HuggingFaceLabelArray);
        }

        public async Task<IResult> TagAsync()
        {
            var request = HuggingFaceWire.ToTagging(Model, Texts, Parameters);
            var answer = await AskAsync<TagRequest, TagAnswer>(request, IsCut);
            return Body.Inputs?.IsList == true
                ? TypedResults.Json(
                    [.. answer.Entities.Select(entities => HuggingFaceWire.ToEntities(entities, request.Aggregation))],
                    HuggingFaceJson.Answers.HuggingFaceEntityArrayArray
                )
                : TypedResults.Json(
                    HuggingFaceWire.ToEntities(answer.Entities[0], request.Aggregation),
                    HuggingFaceJson.Answers.HuggingFaceEntityArray
                );
        }

        /// <summary>A vector for each text, in a list also for a single one.</summary>
        public async Task<IResult> EmbedAsync()
        {
            var answer = await AskAsync<EmbeddingRequest, EmbeddingAnswer>(HuggingFaceWire.ToEmbedding(Model, Texts, Parameters), IsCut);
            return TypedResults.Json(answer.Embeddings, HuggingFaceJson.Answers.IReadOnlyListSingleArray);
        }

        public async Task<IResult> CompareAsync()
        {
            if (Body.Inputs is not { Source: { } source, Texts: var sentences })
            {
                throw InferenceException.Invalid("$.inputs must be an object with source_sentence and sentences for sentence-similarity.");
            }

            var answer = await AskAsync<EmbeddingRequest, EmbeddingAnswer>(
                HuggingFaceWire.ToEmbedding(Model, [source, .. sentences], Parameters) with
                {
                    Normalize = true,
                },
                IsCut
            );
            return TypedResults.Json(Cosines.WithFirst(answer.Embeddings), HuggingFaceJson.Answers.SingleArray);
        }

        private Task<ClassificationAnswer> ClassifiedAsync(ClassificationRequest request) =>
            AskAsync<ClassificationRequest, ClassificationAnswer>(
                request,
                static answer => answer.Results.Any(static text => text.Truncated)
            );

        private async Task<IEnumerable<string>> GeneratedAsync()
        {
            var answer = await AskAsync<GenerationRequest, GenerationAnswer>(
                HuggingFaceWire.ToGeneration(Model, Texts, Parameters),
                static answer => answer.Generations.Any(static text => text.Truncated)
            );
            return answer.Generations.SelectMany(static text => TextsOf(text.Hypotheses, text.Text));
        }

        private async Task<TAnswer> AskAsync<TRequest, TAnswer>(TRequest request, Func<TAnswer, bool> isCut)
            where TRequest : InferenceRequest
            where TAnswer : InferenceAnswer
        {
            HuggingFaceWire.RequireWhole(Parameters, isCut: false); // before anything runs
            var answer = await Pipeline.AskAsync<TRequest, TAnswer>(Context, request, Timeout, CancellationToken, Cache);
            HuggingFaceWire.RequireWhole(Parameters, isCut(answer));
            return answer;
        }

        private static bool IsCut(InferenceAnswer answer) => answer.Read.Any(static text => text.Truncated);

        /// <summary>All hypotheses if several were asked for.</summary>
        private static IEnumerable<string> TextsOf(IReadOnlyList<Hypothesis>? hypotheses, string best) =>
            hypotheses?.Select(static hypothesis => hypothesis.Text) ?? [best];
    }
}
