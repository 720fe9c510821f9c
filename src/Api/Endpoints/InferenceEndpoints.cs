using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Errors;
using TransformerService.Api.Json;
using TransformerService.Api.Swagger;
using TransformerService.Inference;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>The calls that models answer: each only translates its body to the pipeline's request, and the answer to a body.</summary>
internal static class InferenceEndpoints
{
    public static void MapInference(this IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapTask<TranslateRequestBody, TranslationRequest, TranslationAnswer, TranslateAnswerBody>(
                "/v1/translate",
                RequestJson.Default.TranslateRequestBody,
                TranslationWire.ToRequest,
                TranslationWire.ToBody
            )
            .WithSummary("Translates one text or several")
            .WithDescription(
                "A text of several sentences is split, translated as a batch and put together again with its white space as it was."
            )
            .Describes<TranslateRequestBody>(TranslateExamples.Requests, TranslateExamples.Answer);
        endpoints
            .MapTask<ClassifyRequestBody, ClassificationRequest, ClassificationAnswer, ClassifyAnswerBody>(
                "/v1/classify",
                RequestJson.Default.ClassifyRequestBody,
                ClassificationWire.ToRequest,
                ClassificationWire.ToBody
            )
            .WithSummary("Classifies one text or several, or pairs of texts")
            .WithDescription(
                "A text longer than the model's maxInputTokens is cut at its end, and the answer says so. With candidateLabels, a model of natural language inference classifies by labels of your own, such as {\"text\": \"Book a flight.\", \"candidateLabels\": [\"travel\", \"banking\"]}."
            )
            .Describes<ClassifyRequestBody>(ClassifyExamples.Requests, ClassifyExamples.Answer);
        endpoints
            .MapTask<EmbedRequestBody, EmbeddingRequest, EmbeddingAnswer, EmbedAnswerBody>(
                "/v1/embed",
                RequestJson.Default.EmbedRequestBody,
                EmbeddingWire.ToRequest,
                EmbeddingWire.ToBody
            )
            .WithSummary("Gives a vector for one text or for each of several")
            .WithDescription(
                "Pooling, normalisation and prompts are those of the model's sentence-transformers files. A text longer than the model's maxInputTokens is cut at its end, and the answer says so."
            )
            .Describes<EmbedRequestBody>(EmbedExamples.Requests, EmbedExamples.Answer);
        endpoints
            .MapTask<RerankRequestBody, RerankRequest, RerankAnswer, RerankAnswerBody>(
                "/v1/rerank",
                RequestJson.Default.RerankRequestBody,
                RankingWire.ToRequest,
                RankingWire.ToBody
            )
            .WithSummary("Orders documents by how well they answer a query")
            .WithDescription(
                "A cross-encoder reads the query with each document. If the two are longer than the model's maxInputTokens, the longer one is cut."
            )
            .Describes<RerankRequestBody>(RerankExamples.Requests, RerankExamples.Answer);
        endpoints
            .MapTask<TagRequestBody, TagRequest, TagAnswer, TagAnswerBody>(
                "/v1/tag",
                RequestJson.Default.TagRequestBody,
                TaggingWire.ToRequest,
                TaggingWire.ToBody
            )
            .WithSummary("Labels parts of one text or several, such as names")
            .WithDescription(
                "Tokens are joined to entities as in transformers' token-classification pipeline. A text longer than the model's maxInputTokens is cut at its end, and the answer says so."
            )
            .Describes<TagRequestBody>(TagExamples.Requests, TagExamples.Answer);
        endpoints.MapGeneration();
        endpoints
            .MapTask<ScoreRequestBody, ScoreRequest, ScoreAnswer, ScoreAnswerBody>(
                "/v1/score",
                RequestJson.Default.ScoreRequestBody,
                ScoreWire.ToRequest,
                ScoreWire.ToBody
            )
            .WithSummary("Returns the probability that a model gives to translations")
            .WithDescription(
                "The decoder follows each target token by token, over the whole vocabulary: no shortlist, no repetition penalty and no other "
                    + "option of decoding changes the probabilities."
            )
            .Describes<ScoreRequestBody>(ScoreExamples.Requests, ScoreExamples.Answer);
        endpoints
            .MapTask<ExplainRequestBody, ExplainRequest, ExplainAnswer, ExplainAnswerBody>(
                "/v1/explain",
                RequestJson.Default.ExplainRequestBody,
                ExplainWire.ToRequest,
                ExplainWire.ToBody
            )
            .WithSummary("Says which parts of a text a label or a translation rests on")
            .WithDescription(
                "The text runs once whole and once without each of its parts (occlusion): a part counts by how far the label's log-odds, or the "
                    + "translation's log-probability, fall without it. Each run is a row that counts toward the limits."
            )
            .Describes<ExplainRequestBody>(ExplainExamples.Requests, ExplainExamples.Answer);
        endpoints
            .MapTask<TokenizeRequestBody, TokenizationRequest, TokenizationAnswer, TokenizeAnswerBody>(
                "/v1/tokenize",
                RequestJson.Default.TokenizeRequestBody,
                TokenizationWire.ToRequest,
                TokenizationWire.ToBody
            )
            .WithSummary("Splits one text or several into a model's tokens")
            .WithDescription(
                "Each text is one sequence, as with splitSentences false. Places are counted in code points (Unicode scalar values) of the "
                    + "text as it was sent; half of a surrogate pair counts as one."
            )
            .Describes<TokenizeRequestBody>(TokenizeExamples.Requests, TokenizeExamples.Answer);
        endpoints
            .MapTask<DetokenizeRequestBody, DetokenizationRequest, DetokenizationAnswer, DetokenizeAnswerBody>(
                "/v1/detokenize",
                RequestJson.Default.DetokenizeRequestBody,
                TokenizationWire.ToRequest,
                TokenizationWire.ToBody
            )
            .WithSummary("Joins a model's tokens to text")
            .WithDescription("The ids are written as the model's answers are. An id counts as a character against the limits.")
            .Describes<DetokenizeRequestBody>(TokenizeExamples.Detokenizations, TokenizeExamples.Detokenized);
        endpoints
            .MapTask<DetectRequestBody, DetectionRequest, DetectionAnswer, DetectAnswerBody>(
                "/v1/detect",
                RequestJson.Default.DetectRequestBody,
                DetectionWire.ToRequest,
                DetectionWire.ToBody
            )
            .WithSummary("Detects the language of one text or several")
            .WithDescription(
                "Among the languages of the translation models and those of Detection:Languages. No model is run. /v1/translate detects by "
                    + "itself with \"source\": \"auto\"."
            )
            .Describes<DetectRequestBody>(DetectExamples.Requests, DetectExamples.Answer);
    }

    private static RouteHandlerBuilder MapTask<TBody, TRequest, TAnswer, TAnswerBody>(
        this IEndpointRouteBuilder endpoints,
        string path,
        JsonTypeInfo<TBody> json,
        Func<TBody, TRequest> toRequest,
        Func<TAnswer, TAnswerBody> toBody
    )
        where TBody : class
        where TRequest : InferenceRequest
        where TAnswer : InferenceAnswer
    {
        return endpoints
            .MapPost(path, AnswerAsync)
            .WithTags("Inference")
            .AnswersInferenceProblems()
            .AddEndpointFilter<ExpectedFailureFilter>();

        async Task<Ok<TAnswerBody>> AnswerAsync(
            HttpRequest request,
            RequestBodyReader reader,
            InferencePipeline pipeline,
            CancellationToken cancellationToken
        )
        {
            var timeout = RequestTimeoutHeader.Read(request);
            var body = await reader.ReadAsync(request, json, cancellationToken);
            var answer = await pipeline.AskAsync<TRequest, TAnswer>(
                toRequest(body).From(request.HttpContext, timeout),
                RequestHolds.UntilSent(request.HttpContext),
                cancellationToken
            );
            return TypedResults.Ok(toBody(answer));
        }
    }
}
