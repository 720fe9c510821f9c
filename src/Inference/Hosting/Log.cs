using Microsoft.Extensions.Logging;

namespace TransformerService.Inference.Hosting;

internal static partial class Log
{
    [LoggerMessage(
        51,
        LogLevel.Information,
        "This process may use {Processors} processors: {Runs} runs at once of {Threads} threads each; .NET's heap up to {HeapMiB} MiB; it has {ResidentMiB} MiB now."
    )]
    public static partial void Limits(ILogger logger, int processors, int runs, int threads, long heapMiB, long residentMiB);

    [LoggerMessage(52, LogLevel.Information, "Loaded {Done} of {Models} models in {Seconds} s so far.")]
    public static partial void Loading(ILogger logger, int done, int models, double seconds);

    [LoggerMessage(
        53,
        LogLevel.Information,
        "Loaded: {Ready} of {Models} models are ready after {Seconds} s; the process has {ResidentMiB} MiB."
    )]
    public static partial void Loaded(ILogger logger, int ready, int models, double seconds, long residentMiB);
}
