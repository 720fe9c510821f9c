namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>The body of a failure.</summary>
internal sealed record FailureBody(string Error);

/// <summary>Whether the process runs.</summary>
internal sealed record LiveBody(bool Live);

/// <summary>Whether the server or a model is ready.</summary>
internal sealed record ReadyBody(string? Name, bool Ready);

/// <summary>What the server is.</summary>
internal sealed record ServerMetadataBody(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>What a model takes and gives.</summary>
internal sealed record ModelMetadataBody(
    string Name,
    IReadOnlyList<string> Versions,
    string Platform,
    IReadOnlyList<TensorMetadataBody> Inputs,
    IReadOnlyList<TensorMetadataBody> Outputs
);

/// <summary>A tensor that a model takes or gives.</summary>
internal sealed record TensorMetadataBody(string Name, string Datatype, IReadOnlyList<long> Shape);

/// <summary>A model's configuration: the part of Triton's <c>ModelConfig</c> that clients read.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Platform">What runs it.</param>
/// <param name="Backend">What runs it.</param>
/// <param name="VersionPolicy">Which versions answer: one.</param>
/// <param name="MaxBatchSize">The most texts of one request; 0 for tensors without a common first dimension.</param>
/// <param name="Input">Its inputs.</param>
/// <param name="Output">Its outputs.</param>
internal sealed record ModelConfigBody(
    string Name,
    string Platform,
    string Backend,
    VersionPolicyBody VersionPolicy,
    int MaxBatchSize,
    IReadOnlyList<TensorConfigBody> Input,
    IReadOnlyList<TensorConfigBody> Output
);

/// <summary>The latest versions answer.</summary>
internal sealed record VersionPolicyBody(LatestVersionsBody Latest);

/// <summary>How many of the latest versions answer.</summary>
internal sealed record LatestVersionsBody(int NumVersions);

/// <summary>A tensor in a configuration: its dims are without the first dimension where requests are batched along it.</summary>
internal sealed record TensorConfigBody(string Name, string DataType, IReadOnlyList<long> Dims, bool? Optional);

/// <summary>The names of all models.</summary>
internal sealed record ModelListBody(IReadOnlyList<string> Models);

/// <summary>The body of <c>POST /v2/repository/index</c>.</summary>
internal sealed record IndexRequestBody
{
    /// <summary>Whether only models that answer are listed.</summary>
    public bool? Ready { get; init; }
}

/// <summary>A model of the repository.</summary>
internal sealed record ModelIndexBody(string Name, string? Version, string State, string Reason);

/// <summary>The body of <c>POST /v2/repository/models/{name}/load</c> and <c>unload</c>.</summary>
internal sealed record ControlRequestBody
{
    public InferParameters? Parameters { get; init; }
}

/// <summary>What the models have done.</summary>
internal sealed record StatisticsBody(IReadOnlyList<ModelStatisticsBody> ModelStats);

/// <summary>What a model has done since the server's start.</summary>
internal sealed record ModelStatisticsBody(
    string Name,
    string? Version,
    long LastInference,
    long InferenceCount,
    long ExecutionCount,
    InferenceStatisticsBody InferenceStats
)
{
    /// <summary>Empty: answers come as a whole.</summary>
    public IReadOnlyDictionary<string, DurationBody> ResponseStats { get; } = new Dictionary<string, DurationBody>();

    /// <summary>Empty: batches are not told apart by their size here, but in the metrics.</summary>
    public IReadOnlyList<DurationBody> BatchStats { get; } = [];

    /// <summary>Empty: models share the process's memory.</summary>
    public IReadOnlyList<DurationBody> MemoryUsage { get; } = [];
}

/// <summary>Where requests' time went.</summary>
internal sealed record InferenceStatisticsBody(
    DurationBody Success,
    DurationBody Fail,
    DurationBody Queue,
    DurationBody ComputeInput,
    DurationBody ComputeInfer,
    DurationBody ComputeOutput,
    DurationBody CacheHit,
    DurationBody CacheMiss
);

/// <summary>How often something happened, and how long that took together.</summary>
internal sealed record DurationBody(long Count, long Ns);
