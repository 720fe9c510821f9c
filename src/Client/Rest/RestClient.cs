using System.Net;
using System.Text.Json.Serialization.Metadata;
using TransformerService.Client.Json;

namespace TransformerService.Client.Rest;

/// <summary>The calls over REST.</summary>
internal sealed class RestClient(RestCalls calls, int maxStreamInFlight) : ITransformerServiceClient
{
    private const string NextCursor = "X-Next-Cursor";

    private static ClientJson Json => WireJson.Bodies;

    public Task<TranslateAnswer> TranslateAsync(TranslateRequest request, CancellationToken cancellationToken) =>
        calls.AskAsync("v1/translate", request, Json.TranslateRequest, Json.TranslateAnswer, cancellationToken);

    public IAsyncEnumerable<StreamedTranslation> TranslateStreamAsync(
        IAsyncEnumerable<StreamedText> texts,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(texts);
        return new RestTranslationStream(this, maxStreamInFlight).AnswerAsync(texts, cancellationToken);
    }

    public Task<ClassifyAnswer> ClassifyAsync(ClassifyRequest request, CancellationToken cancellationToken) =>
        calls.AskAsync("v1/classify", request, Json.ClassifyRequest, Json.ClassifyAnswer, cancellationToken);

    public Task<EmbedAnswer> EmbedAsync(EmbedRequest request, CancellationToken cancellationToken) =>
        calls.AskAsync("v1/embed", request, Json.EmbedRequest, Json.EmbedAnswer, cancellationToken);

    public Task<RerankAnswer> RerankAsync(RerankRequest request, CancellationToken cancellationToken) =>
        calls.AskAsync("v1/rerank", request, Json.RerankRequest, Json.RerankAnswer, cancellationToken);

    public Task<TagAnswer> TagAsync(TagRequest request, CancellationToken cancellationToken) =>
        calls.AskAsync("v1/tag", request, Json.TagRequest, Json.TagAnswer, cancellationToken);

    public Task<GenerateAnswer> GenerateAsync(GenerateRequest request, CancellationToken cancellationToken) =>
        calls.AskAsync("v1/generate", request, Json.GenerateRequest, Json.GenerateAnswer, cancellationToken);

    public IAsyncEnumerable<GenerateEvent> GenerateStreamAsync(GenerateRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RestGenerationStream.AnswerAsync(
            calls,
            () => calls.Question("v1/generate", request, Json.GenerateRequest),
            cancellationToken
        );
    }

    public Task<ScoreAnswer> ScoreAsync(ScoreRequest request, CancellationToken cancellationToken) =>
        calls.AskAsync("v1/score", request, Json.ScoreRequest, Json.ScoreAnswer, cancellationToken);

    public Task<ExplainAnswer> ExplainAsync(ExplainRequest request, CancellationToken cancellationToken) =>
        calls.AskAsync("v1/explain", request, Json.ExplainRequest, Json.ExplainAnswer, cancellationToken);

    public Task<TokenizeAnswer> TokenizeAsync(TokenizeRequest request, CancellationToken cancellationToken) =>
        calls.AskAsync("v1/tokenize", request, Json.TokenizeRequest, Json.TokenizeAnswer, cancellationToken);

    public Task<DetokenizeAnswer> DetokenizeAsync(DetokenizeRequest request, CancellationToken cancellationToken) =>
        calls.AskAsync("v1/detokenize", request, Json.DetokenizeRequest, Json.DetokenizeAnswer, cancellationToken);

    public Task<DetectAnswer> DetectAsync(DetectRequest request, CancellationToken cancellationToken) =>
        calls.AskAsync("v1/detect", request, Json.DetectRequest, Json.DetectAnswer, cancellationToken);

    public Task<ModelList> ListModelsAsync(CancellationToken cancellationToken) =>
        calls.GetAsync("v1/models", Json.ModelList, cancellationToken);

    public Task<ModelInfo> GetModelAsync(string model, CancellationToken cancellationToken) =>
        calls.GetAsync(RestPaths.Model(model), Json.ModelInfo, cancellationToken);

    public Task<ModelInfo> ReloadModelAsync(string model, CancellationToken cancellationToken) =>
        calls.ChangeAsync(RestPaths.Model(model) + "/reload", Json.ModelInfo, cancellationToken);

    public Task<ModelInfo> PromoteVersionAsync(string model, PromoteRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(model, "promote", request, Json.PromoteRequest, Json.ModelInfo, cancellationToken);

    public Task<ModelInfo> RollbackVersionAsync(string model, RollbackRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(model, "rollback", request, Json.RollbackRequest, Json.ModelInfo, cancellationToken);

    public Task<ModelInfo> SetCanaryAsync(string model, CanaryRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(model, "canary", request, Json.CanaryRequest, Json.ModelInfo, cancellationToken);

    public Task<VersionDifferences> CompareVersionsAsync(
        string model,
        string version,
        string? from,
        VariantRole? variant,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        var path = RestPaths.With(
            RestPaths.Model(model) + "/changes",
            ("version", version),
            ("from", from),
            ("variant", variant?.ToString().ToLowerInvariant())
        );
        return calls.GetAsync(path, Json.VersionDifferences, cancellationToken);
    }

    public Task<Glossary> GetGlossaryAsync(string model, CancellationToken cancellationToken) =>
        calls.GetAsync(RestPaths.Model(model) + "/glossary", Json.Glossary, cancellationToken);

    public Task<Glossary> SetGlossaryAsync(string model, GlossaryChange change, CancellationToken cancellationToken) =>
        ChangeAsync(model, "glossary", change, Json.GlossaryChange, Json.Glossary, cancellationToken);

    public Task<ShadowReport> GetShadowReportAsync(string model, string? version, CancellationToken cancellationToken) =>
        calls.GetAsync(RestPaths.Shadow(model, "", ("version", version)), Json.ShadowReport, cancellationToken);

    public Task<ShadowSettings> SetShadowAsync(string model, ShadowChange change, CancellationToken cancellationToken) =>
        ChangeAsync(model, "shadow", change, Json.ShadowChange, Json.ShadowSettings, cancellationToken);

    public Task<DisagreementPage> ListDisagreementsAsync(string model, DisagreementQuery? query, CancellationToken cancellationToken) =>
        calls.SendAsync(
            calls.Get(
                RestPaths.Shadow(
                    model,
                    "/disagreements",
                    ("since", RestPaths.Text(query?.Since)),
                    ("minSeverity", RestPaths.Text(query?.MinSeverity)),
                    ("limit", RestPaths.Text(query?.Limit)),
                    ("cursor", query?.Cursor)
                )
            ),
            ReadPageAsync,
            cancellationToken
        );

    public IAsyncEnumerable<TrainingExample> ExportShadowAsync(
        string model,
        DateTimeOffset? since,
        double? minSeverity,
        CancellationToken cancellationToken
    )
    {
        var path = RestPaths.Shadow(model, "/export", ("since", RestPaths.Text(since)), ("minSeverity", RestPaths.Text(minSeverity)));
        return RestStream.ReadAsync(
            calls,
            () => calls.Get(path),
            static (body, token) => RestLines.ReadAsync(body, Json.TrainingExample, token),
            cancellationToken
        );
    }

    public Task<UsageReport> GetUsageAsync(string? month, string? name, CancellationToken cancellationToken) =>
        calls.GetAsync(RestPaths.With("v1/usage", ("month", month), ("name", name)), Json.UsageReport, cancellationToken);

    public Task<DecisionList> ListDecisionsAsync(string? model, int? limit, CancellationToken cancellationToken) =>
        calls.GetAsync(
            RestPaths.With("v1/decisions", ("model", model), ("limit", RestPaths.Text(limit))),
            Json.DecisionList,
            cancellationToken
        );

    public Task<ServerHealth> GetLivenessAsync(CancellationToken cancellationToken) => HealthAsync("health/live", cancellationToken);

    public Task<ServerHealth> GetReadinessAsync(CancellationToken cancellationToken) => HealthAsync("health/ready", cancellationToken);

    // A server that is not ready is an answer, and not asked again.
    private Task<ServerHealth> HealthAsync(string path, CancellationToken cancellationToken) =>
        calls.SendAsync(
            calls.GetOnce(path),
            async (response, token) =>
                response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable
                && response.Content.Headers.ContentType?.MediaType == "application/json"
                    ? await RestCalls.ReadAsync(response, Json.ServerHealth, token).ConfigureAwait(false)
                    : throw await RestFailures.ReadAsync(response, token).ConfigureAwait(false),
            cancellationToken,
            readsFailures: true
        );

    private Task<TAnswer> ChangeAsync<TBody, TAnswer>(
        string model,
        string call,
        TBody body,
        JsonTypeInfo<TBody> bodyJson,
        JsonTypeInfo<TAnswer> json,
        CancellationToken cancellationToken
    ) => calls.ChangeAsync($"{RestPaths.Model(model)}/{call}", body, bodyJson, json, cancellationToken);

    private static async Task<DisagreementPage> ReadPageAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        new()
        {
            Items = await RestLines.ReadAsync(response, Json.Disagreement, cancellationToken).ConfigureAwait(false),
            NextCursor = response.Headers.TryGetValues(NextCursor, out var values) ? values.First() : null,
        };
}
