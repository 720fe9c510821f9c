using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Endpoints;
using TransformerService.Inference;
using TransformerService.Inference.Configuration;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.TextEmbeddings;

/// <summary>Answers the calls of Text Embeddings Inference with the pipeline.</summary>
internal sealed class TeiCalls(RequestBodyReader reader, InferencePipeline pipeline, TeiModels models, IOptions<InferenceOptions> options)
{
    /// <summary>Answers at <c>/</c> and <c>/invocations</c>: what a model does is its task.</summary>
    public Task<IResult> AnswerAsync(HttpContext context, CancellationToken cancellationToken) =>
        models.Find(context, TeiNeed.Any, out var model) is { } refusal
            ? Task.FromResult(refusal)
            : model?.Task switch
            {
                ModelTask.FeatureExtraction => EmbedAsync(context, cancellationToken),
                ModelTask.TextRanking => RerankAsync(context, cancellationToken),
                _ => PredictAsync(context, cancellationToken),
            };

    public async Task<IResult> EmbedAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (body, timeout) = await ReadAsync(context, TeiRequests.Default.TeiEmbedBody, cancellationToken);
        var texts = WireValues.Required(body.Inputs, "inputs");
        if (HasEmpty(texts))
        {
            return TeiErrors.NoText("inputs");
        }

        if (models.Find(context, TeiNeed.Embedding, out var model) is { } refusal)
        {
            return refusal;
        }

        var answer = await EmbedAsync(context, TeiWire.ToRequest(body, texts, model), body, timeout, cancellationToken);
        return TypedResults.Json(answer.Embeddings, TeiJson.Answers.IReadOnlyListSingleArray);
    }

    public async Task<IResult> SimilarityAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (body, timeout) = await ReadAsync(context, TeiRequests.Default.TeiSimilarityBody, cancellationToken);
        var inputs = body.Inputs ?? throw InferenceException.Invalid("$.inputs is missing or null; it must be a JSON object.");
        var source = WireValues.Required(inputs.SourceSentence, "inputs.source_sentence");
        var sentences = WireValues.Required(inputs.Sentences, "inputs.sentences");
        if (sentences.Count == 0)
        {
            return TeiErrors.NoText("inputs.sentences");
        }

        string[] texts = [source, .. sentences];
        if (HasEmpty(texts))
        {
            return TeiErrors.NoText("inputs");
        }

        if (models.Find(context, TeiNeed.Embedding, out var model) is { } refusal)
        {
            return refusal;
        }

        var request = new EmbeddingRequest(texts)
        {
            Model = model?.Name,
            PromptName = body.Parameters?.PromptName,
            Normalize = true,
        };
        var answer = await EmbedAsync(context, request, body.Parameters, timeout, cancellationToken);
        return TypedResults.Json(Cosines.WithFirst(answer.Embeddings), TeiJson.Answers.SingleArray);
    }

    public async Task<IResult> PredictAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (body, timeout) = await ReadAsync(context, TeiRequests.Default.TeiPredictBody, cancellationToken);
        var inputs =
            body.Inputs
            ?? throw InferenceException.Invalid("$.inputs is missing or null; it must be a string, a pair of strings or a batch of them.");
        if (inputs.Sequences.Any(static sequence => sequence.First.Length == 0 && sequence.Second is null or ""))
        {
            return TeiErrors.NoText("inputs");
        }

        if (models.Find(context, TeiNeed.Classifier, out var model) is { } refusal)
        {
            return refusal;
        }

        // A batch may have single texts and pairs: these are two requests, in one place and one time.
        var results = new ClassifiedText[inputs.Sequences.Count];
        RequestTiming timing = default;
        var (hold, time) = (RequestHolds.UntilSent(context), timeout ?? options.Value.RequestTimeout);
        foreach (var group in inputs.Sequences.Index().GroupBy(static input => input.Item.Second is not null))
        {
            hold.Next();
            var answer = await pipeline.AskAsync<ClassificationRequest, ClassificationAnswer>(
                context,
                TeiWire.ToRequest([.. group.Select(static input => input.Item)], group.Key, body.RawScores, model),
                time - timing.Total > TimeSpan.Zero ? time - timing.Total : TimeSpan.FromTicks(1),
                cancellationToken,
                hold: hold
            );
            foreach (var (input, result) in group.Zip(answer.Results))
            {
                results[input.Index] = result;
            }

            timing = timing.Plus(answer.Timing);
        }

        TeiWire.RequireWhole(body, results.Select(static result => new ReadText(result.InputTokens, result.Truncated)));
        TeiHeaders.Write(
            context.Response,
            inputs.Sequences.SelectMany(static sequence => (string[])[sequence.First, sequence.Second ?? ""]),
            results.Sum(static result => result.InputTokens),
            timing
        );
        return inputs.IsBatch
            ? TypedResults.Json([.. results.Select(TeiWire.ToPredictions)], TeiJson.Answers.TeiPredictionArrayArray)
            : TypedResults.Json(TeiWire.ToPredictions(results[0]), TeiJson.Answers.TeiPredictionArray);
    }

    public async Task<IResult> RerankAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (body, timeout) = await ReadAsync(context, TeiRequests.Default.TeiRerankBody, cancellationToken);
        var query = WireValues.Required(body.Query, "query");
        var texts = WireValues.Required(body.Texts, "texts");
        if (texts.Count == 0)
        {
            return TeiErrors.NoText("texts");
        }

        if (query.Length == 0 && HasEmpty(texts))
        {
            return TeiErrors.NoText("inputs");
        }

        if (models.Find(context, TeiNeed.Reranker, out var model) is { } refusal)
        {
            return refusal;
        }

        var answer = await pipeline.AskAsync<RerankRequest, RerankAnswer>(
            context,
            TeiWire.ToRequest(body, query, texts, model),
            timeout,
            cancellationToken
        );
        TeiWire.RequireWhole(body, answer.Read);
        TeiHeaders.Write(context.Response, texts.SelectMany(text => (string[])[query, text]), TokensOf(answer), answer.Timing);
        return TypedResults.Json(TeiWire.ToRanks(body, texts, answer), TeiJson.Answers.TeiRankArray);
    }

    public async Task<IResult> TokenizeAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (body, timeout) = await ReadAsync(context, TeiRequests.Default.TeiTokenizeBody, cancellationToken);
        var texts = WireValues.Required(body.Inputs, "inputs");
        if (HasEmpty(texts))
        {
            return TeiErrors.NoText("inputs");
        }

        if (body.PromptName is not null)
        {
            throw InferenceException.Invalid("`prompt_name` is not read here: put the prompt before the text itself.");
        }

        if (models.Find(context, TeiNeed.Any, out var model) is { } refusal)
        {
            return refusal;
        }

        var answer = await pipeline.AskAsync<TokenizationRequest, TokenizationAnswer>(
            context,
            new TokenizationRequest(texts) { Model = model?.Name, SpecialTokens = body.AddSpecialTokens ?? true },
            timeout,
            cancellationToken
        );
        if (answer.Results.FirstOrDefault(static text => text.Truncated) is { } cut)
        {
            throw InferenceException.Invalid(
                $"A text has {cut.Tokens} tokens, more than the model reads: its tokens cannot be returned. Shorten it."
            );
        }

        return TypedResults.Json(
            [.. answer.Results.Zip(texts, static (pieces, text) => TeiTokens.Of(text, pieces))],
            TeiJson.Answers.TeiTokenArrayArray
        );
    }

    public async Task<IResult> DecodeAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (body, timeout) = await ReadAsync(context, TeiRequests.Default.TeiDecodeBody, cancellationToken);
        var ids = body.Ids?.Values ?? throw InferenceException.Invalid($"$.ids is missing or null; it must be {IdsOrLists.Expected}.");
        if (ids.Any(static list => list.Count == 0))
        {
            return TeiErrors.NoText("ids");
        }

        if (models.Find(context, TeiNeed.Any, out var model) is { } refusal)
        {
            return refusal;
        }

        var answer = await pipeline.AskAsync<DetokenizationRequest, DetokenizationAnswer>(
            context,
            new DetokenizationRequest(ids) { Model = model?.Name, SpecialTokens = body.SkipSpecialTokens == false },
            timeout,
            cancellationToken
        );
        return TypedResults.Json(answer.Texts, TeiJson.Answers.IReadOnlyListString);
    }

    private async Task<EmbeddingAnswer> EmbedAsync(
        HttpContext context,
        EmbeddingRequest request,
        TeiBody? body,
        TimeSpan? timeout,
        CancellationToken cancellationToken
    )
    {
        var answer = await pipeline.AskAsync<EmbeddingRequest, EmbeddingAnswer>(context, request, timeout, cancellationToken);
        TeiWire.RequireWhole(body, answer.Read);
        TeiHeaders.Write(context.Response, request.Texts, TokensOf(answer), answer.Timing);
        return answer;
    }

    private async Task<(TBody Body, TimeSpan? Timeout)> ReadAsync<TBody>(
        HttpContext context,
        JsonTypeInfo<TBody> json,
        CancellationToken cancellationToken
    )
        where TBody : class
    {
        var timeout = RequestTimeoutHeader.Read(context.Request);
        return (await reader.ReadAsync(context.Request, json, cancellationToken), timeout);
    }

    private static bool HasEmpty(IReadOnlyList<string> texts) => texts.Count == 0 || texts.Any(static text => text.Length == 0);

    private static int TokensOf(InferenceAnswer answer) => answer.Read.Sum(static text => text.InputTokens);
}
