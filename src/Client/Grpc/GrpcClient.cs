using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Health.V1;
using TransformerService.Client.Resilience;

namespace TransformerService.Client.Grpc;

/// <summary>The calls over gRPC.</summary>
internal sealed partial class GrpcClient(V1.Transformer.TransformerClient server, Health.HealthClient health, GrpcCalls calls)
    : ITransformerServiceClient
{
    private const int DefaultDisagreements = 100;

    public Task<TranslateAnswer> TranslateAsync(TranslateRequest request, CancellationToken cancellationToken) =>
        AskAsync(request, TranslationMessages.ToMessage, server.TranslateAsync, TranslationMessages.Read, cancellationToken);

    public IAsyncEnumerable<StreamedTranslation> TranslateStreamAsync(
        IAsyncEnumerable<StreamedText> texts,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(texts);
        return GrpcTranslationStream.AnswerAsync(server, calls, texts, cancellationToken);
    }

    public Task<ClassifyAnswer> ClassifyAsync(ClassifyRequest request, CancellationToken cancellationToken) =>
        AskAsync(request, TaskMessages.ToMessage, server.ClassifyAsync, TaskMessages.Read, cancellationToken);

    public Task<EmbedAnswer> EmbedAsync(EmbedRequest request, CancellationToken cancellationToken) =>
        AskAsync(request, TaskMessages.ToMessage, server.EmbedAsync, TaskMessages.Read, cancellationToken);

    public Task<RerankAnswer> RerankAsync(RerankRequest request, CancellationToken cancellationToken) =>
        AskAsync(request, TaskMessages.ToMessage, server.RerankAsync, TaskMessages.Read, cancellationToken);

    public Task<TagAnswer> TagAsync(TagRequest request, CancellationToken cancellationToken) =>
        AskAsync(request, TaskMessages.ToMessage, server.TagAsync, TaskMessages.Read, cancellationToken);

    public Task<GenerateAnswer> GenerateAsync(GenerateRequest request, CancellationToken cancellationToken) =>
        AskAsync(request, GenerationMessages.ToMessage, server.GenerateAsync, GenerationMessages.Read, cancellationToken);

    public async IAsyncEnumerable<GenerateEvent> GenerateStreamAsync(
        GenerateRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = GenerationMessages.ToMessage(request);
        var messages = StreamAsync(options => server.GenerateStream(message, options), cancellationToken);
        await foreach (var part in messages.ConfigureAwait(false))
        {
            if (GenerationMessages.Read(part) is { } read)
            {
                yield return read;
                if (read.Answer is not null)
                {
                    yield break;
                }
            }
        }

        throw ClientFailures.InvalidAnswer(); // it ended without the answer
    }

    public Task<ScoreAnswer> ScoreAsync(ScoreRequest request, CancellationToken cancellationToken) =>
        AskAsync(request, ScoreMessages.ToMessage, server.ScoreAsync, ScoreMessages.Read, cancellationToken);

    public Task<ExplainAnswer> ExplainAsync(ExplainRequest request, CancellationToken cancellationToken) =>
        AskAsync(request, ScoreMessages.ToMessage, server.ExplainAsync, ScoreMessages.Read, cancellationToken);

    public Task<TokenizeAnswer> TokenizeAsync(TokenizeRequest request, CancellationToken cancellationToken) =>
        AskAsync(request, TokenizationMessages.ToMessage, server.TokenizeAsync, TokenizationMessages.Read, cancellationToken);

    public Task<DetokenizeAnswer> DetokenizeAsync(DetokenizeRequest request, CancellationToken cancellationToken) =>
        AskAsync(request, TokenizationMessages.ToMessage, server.DetokenizeAsync, TokenizationMessages.Read, cancellationToken);

    public Task<DetectAnswer> DetectAsync(DetectRequest request, CancellationToken cancellationToken) =>
        AskAsync(request, DetectionMessages.ToMessage, server.DetectAsync, DetectionMessages.Read, cancellationToken);

    public Task<ModelList> ListModelsAsync(CancellationToken cancellationToken) =>
        calls.AskAsync(options => server.ListModelsAsync(new V1.ListModelsRequest(), options), ModelMessages.Read, cancellationToken);

    public Task<ModelInfo> GetModelAsync(string model, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        var message = new V1.GetModelRequest { Name = model };
        return calls.AskAsync(options => server.GetModelAsync(message, options), ModelMessages.Read, cancellationToken);
    }

    public Task<Glossary> GetGlossaryAsync(string model, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        var message = new V1.GetGlossaryRequest { Name = model };
        return calls.AskAsync(options => server.GetGlossaryAsync(message, options), GlossaryMessages.Read, cancellationToken);
    }

    public Task<Glossary> SetGlossaryAsync(string model, GlossaryChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.Entries is not null == (change.UseFile == true))
        {
            // The message cannot say it: a change without entries is one to an empty glossary.
            return Task.FromException<Glossary>(
                new TransformerServiceException(
                    TransformerServiceErrors.InvalidInput,
                    "Give either 'entries' or 'useFile' true: the entries that the glossary should have, or those of glossary.json."
                )
            );
        }

        var message = GlossaryMessages.ToMessage(model, change);
        return ChangeAsync(model, message, server.SetGlossaryAsync, GlossaryMessages.Read, cancellationToken);
    }

    public Task<ShadowReport> GetShadowReportAsync(string model, string? version, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        var message = ShadowMessages.ToMessage(model, version);
        return calls.AskAsync(options => server.GetShadowReportAsync(message, options), ShadowMessages.Read, cancellationToken);
    }

    public Task<ShadowSettings> SetShadowAsync(string model, ShadowChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var message = ShadowMessages.ToMessage(model, change);
        return ChangeAsync(model, message, server.SetShadowAsync, ShadowMessages.Read, cancellationToken);
    }

    public async Task<DisagreementPage> ListDisagreementsAsync(string model, DisagreementQuery? query, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        var message = ShadowMessages.ToMessage(model, query);
        var items = new List<Disagreement>();
        string? cursor = null;
        var messages = StreamAsync(options => server.ListDisagreements(message, options), cancellationToken);
        await foreach (var disagreement in messages.ConfigureAwait(false))
        {
            items.Add(ShadowMessages.Read(disagreement));
            cursor = disagreement.Cursor;
        }

        // The messages do not say whether more follow: a full page may have a next one.
        return new DisagreementPage { Items = items, NextCursor = items.Count == (query?.Limit ?? DefaultDisagreements) ? cursor : null };
    }

    public async IAsyncEnumerable<TrainingExample> ExportShadowAsync(
        string model,
        DateTimeOffset? since,
        double? minSeverity,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        var message = ShadowMessages.ToMessage(model, since, minSeverity);
        var messages = StreamAsync(options => server.ExportShadow(message, options), cancellationToken);
        await foreach (var example in messages.ConfigureAwait(false))
        {
            yield return ShadowMessages.Read(example);
        }
    }

    public Task<DecisionList> ListDecisionsAsync(string? model, int? limit, CancellationToken cancellationToken)
    {
        var message = DecisionMessages.ToMessage(model, limit);
        return calls.AskAsync(options => server.ListDecisionsAsync(message, options), DecisionMessages.Read, cancellationToken);
    }

    public Task<UsageReport> GetUsageAsync(string? month, string? name, CancellationToken cancellationToken)
    {
        var message = UsageMessages.ToMessage(month, name);
        return calls.AskAsync(options => server.GetUsageAsync(message, options), UsageMessages.Read, cancellationToken);
    }

    public async Task<ServerHealth> GetLivenessAsync(CancellationToken cancellationToken)
    {
        await GetReadinessAsync(cancellationToken).ConfigureAwait(false);
        return new ServerHealth { Status = "live" };
    }

    public Task<ServerHealth> GetReadinessAsync(CancellationToken cancellationToken) =>
        calls.AskAsync(options => health.CheckAsync(new HealthCheckRequest(), options), EnumMessages.Read, cancellationToken);

    private Task<TAnswer> AskAsync<TRequest, TMessage, TResponse, TAnswer>(
        TRequest request,
        Func<TRequest, TMessage> toMessage,
        Func<TMessage, CallOptions, AsyncUnaryCall<TResponse>> call,
        Func<TResponse, TAnswer> read,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = toMessage(request);
        return calls.AskAsync(options => call(message, options), read, cancellationToken);
    }

    private Task<TAnswer> ChangeAsync<TMessage, TResponse, TAnswer>(
        string model,
        TMessage message,
        Func<TMessage, CallOptions, AsyncUnaryCall<TResponse>> call,
        Func<TResponse, TAnswer> read,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return calls.ChangeAsync(options => call(message, options), read, cancellationToken);
    }

    private async IAsyncEnumerable<TMessage> StreamAsync<TMessage>(
        Func<CallOptions, AsyncServerStreamingCall<TMessage>> open,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (call, hasNext) = await calls.OpenAsync(open, stop.Token, cancellationToken).ConfigureAwait(false);
        using (call)
        {
            while (hasNext)
            {
                yield return call.ResponseStream.Current;
                hasNext = await calls.MoveNextAsync(call.ResponseStream, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
