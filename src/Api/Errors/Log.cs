namespace TransformerService.Api.Errors;

/// <summary>What the error handling logs. Exception messages stay out: they may hold what the user sent.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "Unexpected {ExceptionType}, thrown {StackTrace}")]
    public static partial void Unexpected(ILogger logger, string exceptionType, string? stackTrace);

    [LoggerMessage(
        EventId = 1002,
        Level = LogLevel.Error,
        Message = "Request failed with {Code}, caused by {ExceptionType}, thrown {StackTrace}"
    )]
    public static partial void Failed(ILogger logger, string code, string exceptionType, string? stackTrace);
}
