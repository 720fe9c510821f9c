using TransformerService.OpenInference.V2;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>Translates what REST says of the server and its models to messages.</summary>
internal static class DescriptionMessages
{
    public static ServerMetadataResponse ToMessage(ServerMetadataBody body) =>
        new()
        {
            Name = body.Name,
            Version = body.Version,
            Extensions = { body.Extensions },
        };

    public static ModelMetadataResponse ToMessage(ModelMetadataBody body) =>
        new()
        {
            Name = body.Name,
            Versions = { body.Versions },
            Platform = body.Platform,
            Inputs = { body.Inputs.Select(ToMessage) },
            Outputs = { body.Outputs.Select(ToMessage) },
        };

    public static ModelConfigResponse ToMessage(ModelConfigBody body) =>
        new()
        {
            Config = new ModelConfig
            {
                Name = body.Name,
                Platform = body.Platform,
                Backend = body.Backend,
                MaxBatchSize = body.MaxBatchSize,
                Input =
                {
                    body.Input.Select(static tensor => new ModelInput
                    {
                        Name = tensor.Name,
                        DataType = ToMessage(tensor.DataType),
                        Dims = { tensor.Dims },
                        Optional = tensor.Optional ?? false,
                    }),
                },
                Output =
                {
                    body.Output.Select(static tensor => new ModelOutput
                    {
                        Name = tensor.Name,
                        DataType = ToMessage(tensor.DataType),
                        Dims = { tensor.Dims },
                    }),
                },
            },
        };

    public static RepositoryIndexResponse ToMessage(IReadOnlyList<ModelIndexBody> models) =>
        new()
        {
            Models =
            {
                models.Select(static model => new RepositoryIndexResponse.Types.ModelIndex
                {
                    Name = model.Name,
                    Version = model.Version ?? "",
                    State = model.State,
                    Reason = model.Reason,
                }),
            },
        };

    public static ModelStatisticsResponse ToMessage(StatisticsBody body) => new() { ModelStats = { body.ModelStats.Select(ToMessage) } };

    private static ModelMetadataResponse.Types.TensorMetadata ToMessage(TensorMetadataBody body) =>
        new()
        {
            Name = body.Name,
            Datatype = body.Datatype,
            Shape = { body.Shape },
        };

    private static DataType ToMessage(string type) => type == TensorInfo.StringType ? DataType.TypeString : DataType.TypeFp32;

    private static ModelStatistics ToMessage(ModelStatisticsBody body) =>
        new()
        {
            Name = body.Name,
            Version = body.Version ?? "",
            LastInference = (ulong)body.LastInference,
            InferenceCount = (ulong)body.InferenceCount,
            ExecutionCount = (ulong)body.ExecutionCount,
            InferenceStats = new InferStatistics
            {
                Success = ToMessage(body.InferenceStats.Success),
                Fail = ToMessage(body.InferenceStats.Fail),
                Queue = ToMessage(body.InferenceStats.Queue),
                ComputeInput = ToMessage(body.InferenceStats.ComputeInput),
                ComputeInfer = ToMessage(body.InferenceStats.ComputeInfer),
                ComputeOutput = ToMessage(body.InferenceStats.ComputeOutput),
                CacheHit = ToMessage(body.InferenceStats.CacheHit),
                CacheMiss = ToMessage(body.InferenceStats.CacheMiss),
            },
        };

    private static StatisticDuration ToMessage(DurationBody body) => new() { Count = (ulong)body.Count, Ns = (ulong)body.Ns };
}
