namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>Paths, models, and the keys of limits that several rows name.</summary>
internal static class Names
{
    public const string Translations = "/v1/translate",
        Classifications = "/v1/classify",
        Scores = "/v1/score",
        Explanations = "/v1/explain",
        Tokenizations = "/v1/tokenize",
        Detokenizations = "/v1/detokenize",
        Detections = "/v1/detect",
        Embeddings = "/v1/embed",
        Rerankings = "/v1/rerank",
        Taggings = "/v1/tag",
        Generations = "/v1/generate",
        BinaryInferences = "/v2/models/sentiment/infer",
        Predictions = "/tei/nli/predict",
        MostLabels = "intent",
        FewLabels = "sentiment",
        Translator = "en-fr",
        Escalating = "it-es",
        IntoPivot = "de-en",
        Embedder = "embedder",
        Ranker = "ranker",
        Tagger = "tagger",
        Generator = "generator",
        Entailment = "nli",
        OwnGlossaries = "/v2/glossaries",
        GlossaryBytes = "Glossaries:MaxBytesPerKey";
    public const string Texts = "Inference:MaxTextsPerRequest",
        Characters = "Inference:MaxCharactersPerRequest",
        Requests = "Inference:MaxConcurrentRequests";
    public const string Rows = "Inference:MaxRowsPerRequest",
        Tokens = "Inference:MaxTokensPerRequest",
        QueuedTokens = "Batching:MaxQueuedTokens";
    public const string AllCharacters = "Inference:MaxConcurrentCharacters",
        AllAnswers = "Inference:MaxConcurrentAnswerBytes";
    public const string RequestTime = "Inference:RequestTimeout",
        MemoryLimit = "Inference:MemoryLimit",
        NewTokens = "Inference:MaxNewTokens",
        Runs = "Inference:ConcurrentRuns";
    public const string QueuedRows = "Batching:MaxQueuedRows",
        BatchRows = "Batching:MaxBatchRows",
        BatchTokens = "Batching:MaxBatchTokens",
        DecoderTokens = "Batching:MaxDecoderTokens";
    public const string BodyBytes = "Access:MaxRequestBodyBytes",
        AllBodies = "Access:MaxConcurrentBodyBytes",
        WrongKeys = "Access:WrongKeysPerMinute";
    public const string Rate = "Access:Limits:MinBytesPerSecond",
        Grace = "Access:Limits:SlowGracePeriod",
        AllConnections = "Access:Limits:MaxConnections";
    public const string ConnectionsOfOne = "Access:Limits:MaxConnectionsPerAddress",
        ProbeConnections = "Access:Limits:ProbeConnections",
        TransferTime = "Access:Limits:MaxTransferTime";
    public const string Streams = "Access:Limits:MaxStreamsPerConnection",
        KeyRate = "Access:Keys:0:RequestsPerMinute",
        InFlight = "Grpc:MaxStreamInFlight",
        Escalated = "Shadow:MaxEscalatedTexts";

    /// <summary>How many do the same at once.</summary>
    public const int Few = 4,
        Some = 16,
        Many = 64;

    /// <summary>A short text that a translator decodes: it copies one without a word of two letters.</summary>
    public const string Word = "we";

    public const string Sentence = "Two dogs are playing in the snow.";
}
