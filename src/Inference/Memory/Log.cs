using Microsoft.Extensions.Logging;
using TransformerService.Models;

namespace TransformerService.Inference.Memory;

internal static partial class Log
{
    [LoggerMessage(
        90,
        LogLevel.Information,
        "Model {Model}: {Role}, version {Version}: its worst batch takes {BatchMiB} MiB ({Rows} of its most expensive texts of {Tokens} tokens and {Beams} beams fit), times {Runs} runs; its weights take {WeightsMiB} MiB."
    )]
    public static partial void Variant(
        ILogger logger,
        string model,
        VariantRole role,
        string? version,
        long batchMiB,
        int rows,
        int tokens,
        int beams,
        int runs,
        long weightsMiB
    );

    [LoggerMessage(
        91,
        LogLevel.Information,
        "Memory: {LimitMiB} MiB, of which .NET's heap may take {HeapMiB} and the models take {ModelsMiB}; {Runs} runs at once may take {RunMiB} MiB each."
    )]
    public static partial void Total(ILogger logger, long limitMiB, long heapMiB, long modelsMiB, int runs, long runMiB);

    [LoggerMessage(
        92,
        LogLevel.Warning,
        "Model {Model}: {Role}, version {Version}: the models leave {RunMiB} MiB for each of {Runs} runs, but its most expensive text ({Tokens} tokens, {Beams} beams) may take {RowMiB} MiB: such calls are refused with inputTooLarge. Give the process more memory, or lower Inference:ConcurrentRuns."
    )]
    public static partial void TooLittle(
        ILogger logger,
        string model,
        VariantRole role,
        string? version,
        long runMiB,
        int runs,
        int tokens,
        int beams,
        long rowMiB
    );
}
