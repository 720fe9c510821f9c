using Microsoft.Extensions.Logging;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Promotion;

internal static partial class PromotionLog
{
    [LoggerMessage(
        54,
        LogLevel.Warning,
        "Decision {Number} on the canary of {Model}: {Kind} ({Mode}). {Canary} against {Current}, {Compared} texts: it differs from the teacher more often by {Excess:0.####} ({Low:0.####} to {High:0.####}; margin {Margin}). Hash {Hash}."
    )]
    public static partial void Decided(
        ILogger logger,
        string model,
        long number,
        DecisionKind kind,
        string mode,
        string canary,
        string current,
        long compared,
        double excess,
        double low,
        double high,
        double margin,
        string hash
    );

    [LoggerMessage(57, LogLevel.Warning, "The store of decisions could not be read: {Exception}: {Message}")]
    public static partial void ReadFailed(ILogger logger, string exception, string message);

    [LoggerMessage(
        55,
        LogLevel.Warning,
        "The canary of {Model} could not be decided on, or a decision not carried out; it is tried again: {Exception}: {Message}"
    )]
    public static partial void Failed(ILogger logger, string model, string exception, string message);

    [LoggerMessage(61, LogLevel.Information, "Decision {Number}, by {By}, on {Model}: {Kind}, from {From} to {To}. Hash {Hash}.")]
    public static partial void Recorded(
        ILogger logger,
        string by,
        string model,
        long number,
        DecisionKind kind,
        string from,
        string to,
        string hash
    );

    [LoggerMessage(
        62,
        LogLevel.Error,
        "The change of {Model} by {By} ({Kind}, from {From} to {To}) is made, but it could not be recorded among the decisions: {Exception}: {Message}"
    )]
    public static partial void NotRecorded(
        ILogger logger,
        string by,
        string model,
        DecisionKind kind,
        string from,
        string to,
        string exception,
        string message
    );

    [LoggerMessage(
        63,
        LogLevel.Warning,
        "Decision {Number} is because of the canary's latency: on {Slower} of {Compared} texts it took more than {MaxRatio} times as long."
    )]
    public static partial void TooSlow(ILogger logger, long number, long slower, long compared, double maxRatio);
}
