using Microsoft.Extensions.Logging;

namespace TransformerService.Shadow.Usage;

/// <summary>What the counting of usage logs.</summary>
internal static partial class UsageLog
{
    [LoggerMessage(
        51,
        LogLevel.Warning,
        "Usage cannot be stored ({Kind}): {Exception}: {Message} Calls are answered; what they use is stored when the database is back."
    )]
    public static partial void StoreFailed(ILogger logger, string kind, string exception, string message);

    [LoggerMessage(52, LogLevel.Information, "Usage is stored again ({Kind}).")]
    public static partial void StoreBack(ILogger logger, string kind);

    [LoggerMessage(53, LogLevel.Error, "The usage of {Requests} requests could not be stored before the end, and is lost.")]
    public static partial void Lost(ILogger logger, long requests);
}
