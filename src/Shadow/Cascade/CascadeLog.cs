using Microsoft.Extensions.Logging;

namespace TransformerService.Shadow.Cascade;

internal static partial class CascadeLog
{
    [LoggerMessage(
        58,
        LogLevel.Warning,
        "The teacher of {Model} does not answer what its cascade escalates: {Exception}. The student's answers are served until it does."
    )]
    public static partial void TeacherFailed(ILogger logger, string model, string exception);

    [LoggerMessage(60, LogLevel.Warning, "The cascade of {Model} could not be fitted: {Exception}: {Message}")]
    public static partial void FitFailed(ILogger logger, string model, string exception, string message);

    [LoggerMessage(59, LogLevel.Information, "The teacher of {Model} answers again what its cascade escalates.")]
    public static partial void TeacherBack(ILogger logger, string model);
}
