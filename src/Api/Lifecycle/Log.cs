namespace TransformerService.Api.Lifecycle;

internal static partial class Log
{
    [LoggerMessage(
        1501,
        LogLevel.Information,
        "Stopping: not ready from now on, {Calls} calls in progress; calls are accepted for another {Delay} s (Shutdown:Delay)."
    )]
    public static partial void Stopping(ILogger logger, int calls, double delay);

    [LoggerMessage(
        1502,
        LogLevel.Information,
        "Stopped listening; {Calls} calls in progress have {Timeout} s to finish (Shutdown:DrainTimeout)."
    )]
    public static partial void Draining(ILogger logger, int calls, double timeout);

    [LoggerMessage(
        1503,
        LogLevel.Warning,
        "{Calls} calls were not answered within Shutdown:DrainTimeout; they are answered with modelNotReady."
    )]
    public static partial void DrainTimedOut(ILogger logger, int calls);

    [LoggerMessage(1504, LogLevel.Information, "Stopped, with {Calls} calls without an answer.")]
    public static partial void Stopped(ILogger logger, int calls);
}
