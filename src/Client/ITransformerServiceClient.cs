namespace TransformerService.Client;

/// <summary>
/// The calls of a TransformerService server. Every call throws <see cref="TransformerServiceException"/> if it is not answered, and
/// <see cref="OperationCanceledException"/> if its token was cancelled. Safe for concurrent use.
/// </summary>
public interface ITransformerServiceClient
{
    /// <summary>Translates texts.</summary>
    Task<TranslateAnswer> TranslateAsync(TranslateRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Translates texts as they come. An outcome comes as soon as it is ready, in any order, with the id of its text. A bounded number of texts
    /// is in progress: the next ones are taken when outcomes have been read.
    /// </summary>
    IAsyncEnumerable<StreamedTranslation> TranslateStreamAsync(
        IAsyncEnumerable<StreamedText> texts,
        CancellationToken cancellationToken = default
    );

    /// <summary>Classifies texts, or pairs of texts.</summary>
    Task<ClassifyAnswer> ClassifyAsync(ClassifyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Returns a vector for each text.</summary>
    Task<EmbedAnswer> EmbedAsync(EmbedRequest request, CancellationToken cancellationToken = default);

    /// <summary>Orders documents by how well they answer a query.</summary>
    Task<RerankAnswer> RerankAsync(RerankRequest request, CancellationToken cancellationToken = default);

    /// <summary>Labels parts of texts, such as names.</summary>
    Task<TagAnswer> TagAsync(TagRequest request, CancellationToken cancellationToken = default);

    /// <summary>Generates text from texts.</summary>
    Task<GenerateAnswer> GenerateAsync(GenerateRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Generates text from texts, and gives its parts while it is generated; the last event has the whole answer. Leaving the enumeration ends
    /// the work on the server.
    /// </summary>
    IAsyncEnumerable<GenerateEvent> GenerateStreamAsync(GenerateRequest request, CancellationToken cancellationToken = default);

    /// <summary>Returns the log-probability that a translation model gives to translations.</summary>
    Task<ScoreAnswer> ScoreAsync(ScoreRequest request, CancellationToken cancellationToken = default);

    /// <summary>Returns which parts of a text a label or a translation rests on.</summary>
    Task<ExplainAnswer> ExplainAsync(ExplainRequest request, CancellationToken cancellationToken = default);

    /// <summary>Splits texts into a model's tokens.</summary>
    Task<TokenizeAnswer> TokenizeAsync(TokenizeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Joins a model's tokens to texts.</summary>
    Task<DetokenizeAnswer> DetokenizeAsync(DetokenizeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Detects the language of texts.</summary>
    Task<DetectAnswer> DetectAsync(DetectRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists every model, also those that are loading or failed.</summary>
    Task<ModelList> ListModelsAsync(CancellationToken cancellationToken = default);

    /// <summary>Describes one model.</summary>
    Task<ModelInfo> GetModelAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Reads a model's files again, and applies them. Needs an admin's key. Never sent twice.</summary>
    Task<ModelInfo> ReloadModelAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Makes a version the one that answers. Needs an admin's key. Never sent twice.</summary>
    Task<ModelInfo> PromoteVersionAsync(string model, PromoteRequest request, CancellationToken cancellationToken = default);

    /// <summary>Switches back to the previous version. Needs an admin's key. Never sent twice.</summary>
    Task<ModelInfo> RollbackVersionAsync(string model, RollbackRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lets a version answer a share of the calls. Needs an admin's key. Never sent twice.</summary>
    Task<ModelInfo> SetCanaryAsync(string model, CanaryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Compares two versions of a variant by the files beside their exports. Needs an admin's key.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version to compare: its folder inside the variant's, or the version that answers carry.</param>
    /// <param name="from">The version to compare with. Default: the one that answers.</param>
    /// <param name="variant">The variant. Default: the student.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<VersionDifferences> CompareVersionsAsync(
        string model,
        string version,
        string? from = null,
        VariantRole? variant = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Returns the glossary that is applied to a model's translations. Needs an admin's key.</summary>
    Task<Glossary> GetGlossaryAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Sets the glossary of a model. Needs an admin's key. Never sent twice.</summary>
    Task<Glossary> SetGlossaryAsync(string model, GlossaryChange change, CancellationToken cancellationToken = default);

    /// <summary>Reports how far a model's student strays from its teacher.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The student's version, e.g. the canary's. Default: the version that is served.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ShadowReport> GetShadowReportAsync(string model, string? version = null, CancellationToken cancellationToken = default);

    /// <summary>Changes rate, cap and margin of a model's shadow. Needs an admin's key. Never sent twice.</summary>
    Task<ShadowSettings> SetShadowAsync(string model, ShadowChange change, CancellationToken cancellationToken = default);

    /// <summary>Lists texts on which student and teacher differ. Kept texts are shown only to calls with an admin's key.</summary>
    Task<DisagreementPage> ListDisagreementsAsync(
        string model,
        DisagreementQuery? query = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Exports disagreements as training data. Needs an admin's key, and Shadow:StoreText at the server.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="since">Leaves out older ones.</param>
    /// <param name="minSeverity">Less severe ones, 0 to 1, are included only as control samples. Default: 0.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    IAsyncEnumerable<TrainingExample> ExportShadowAsync(
        string model,
        DateTimeOffset? since = null,
        double? minSeverity = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Lists what was decided about canaries, the newest first.</summary>
    /// <param name="model">The model's name. Default: all models.</param>
    /// <param name="limit">How many decisions, 1 to 1,000. Default: 100.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<DecisionList> ListDecisionsAsync(string? model = null, int? limit = null, CancellationToken cancellationToken = default);

    /// <summary>Returns what keys have used in a month: with an admin's key all keys, otherwise the caller's own.</summary>
    /// <param name="month">The month, such as 2026-11, in UTC. Default: the current one.</param>
    /// <param name="name">The name of a key. Default: every key that the caller may see.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<UsageReport> GetUsageAsync(string? month = null, string? name = null, CancellationToken cancellationToken = default);

    /// <summary>Whether the server's process answers.</summary>
    Task<ServerHealth> GetLivenessAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether every required model answers. Over gRPC there is no reason if one does not.</summary>
    Task<ServerHealth> GetReadinessAsync(CancellationToken cancellationToken = default);
}
