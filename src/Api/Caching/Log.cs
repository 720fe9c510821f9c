namespace TransformerService.Api.Caching;

internal static partial class Log
{
    [LoggerMessage(
        1701,
        LogLevel.Warning,
        "Redis does not answer ({Reason}); for {Pause} s, answers are kept in this process alone (Cache:Redis)."
    )]
    public static partial void StoreFails(ILogger logger, string reason, double pause);

    [LoggerMessage(1702, LogLevel.Information, "Redis answers again.")]
    public static partial void StoreAnswers(ILogger logger);
}
