using Microsoft.Extensions.Logging;

namespace TransformerService.Shadow.Telemetry;

internal static partial class ShadowLog
{
    [LoggerMessage(
        30,
        LogLevel.Warning,
        "The shadow store ({Kind}) fails; findings are gathered until it works again: {Exception}: {Message}"
    )]
    public static partial void StoreFailed(ILogger logger, string kind, string exception, string message);

    [LoggerMessage(31, LogLevel.Information, "The shadow store ({Kind}) works again.")]
    public static partial void StoreBack(ILogger logger, string kind);

    [LoggerMessage(
        32,
        LogLevel.Error,
        "{Comparisons} shadow comparisons are lost: the store could not be written before the server stopped."
    )]
    public static partial void FindingsLost(ILogger logger, long comparisons);

    [LoggerMessage(
        33,
        LogLevel.Warning,
        "The teacher of {Model} does not answer: {Exception}. Samples fail until it does; students are not affected."
    )]
    public static partial void TeacherFailed(ILogger logger, string model, string exception);

    [LoggerMessage(
        56,
        LogLevel.Warning,
        "Version {Version} of {Model} could not answer a text for the comparison of the canary: {Exception}. If the version is to blame, it counts as different from the teacher."
    )]
    public static partial void CanaryNotCompared(ILogger logger, string model, string version, string exception);

    [LoggerMessage(34, LogLevel.Information, "The teacher of {Model} answers again.")]
    public static partial void TeacherBack(ILogger logger, string model);

    [LoggerMessage(35, LogLevel.Error, "A sample of {Model} could not be compared: {Exception} at {Trace}")]
    public static partial void ComparisonFailed(ILogger logger, string model, string exception, string? trace);

    [LoggerMessage(36, LogLevel.Error, "An answer of {Model} could not be sampled: {Exception} at {Trace}")]
    public static partial void SamplingFailed(ILogger logger, string model, string exception, string? trace);

    [LoggerMessage(
        37,
        LogLevel.Information,
        "Shadow of {Model}: sample rate {SampleRate}, at most {MaxPerSecond} texts a second, margin {Margin}."
    )]
    public static partial void SettingsChanged(ILogger logger, string model, double sampleRate, double maxPerSecond, double margin);

    [LoggerMessage(38, LogLevel.Warning, "The verdict on {Model} could not be computed for the gauges: {Exception}")]
    public static partial void VerdictFailed(ILogger logger, string model, string exception);

    [LoggerMessage(39, LogLevel.Warning, "A process before this one was killed: the outcome of {Texts} texts that it had sampled is lost.")]
    public static partial void LostInCrash(ILogger logger, long texts);

    [LoggerMessage(
        41,
        LogLevel.Warning,
        "Nothing is deleted by age from the shadow store ({Kind}): this server's clock has jumped, or differs by hours from the store's newest data or from the database's clock. Set the clock right. Where it is right, deletion goes on within a day."
    )]
    public static partial void ClockDoubted(ILogger logger, string kind);

    [LoggerMessage(
        42,
        LogLevel.Warning,
        "{Path} could be used by others than its owner (mode {Before}); it has mode {Now} now, because the shadow store may hold texts."
    )]
    public static partial void Tightened(ILogger logger, string path, string before, string now);

    [LoggerMessage(
        43,
        LogLevel.Warning,
        "The mode of {Path}, which belongs to the shadow store, could not be narrowed: {Reason} Let its owner run the server, or narrow it by hand (chmod go-rwx)."
    )]
    public static partial void NotTightened(ILogger logger, string path, string reason);

    [LoggerMessage(40, LogLevel.Warning, "What is lost when this process is killed will not be counted: {Reason}")]
    public static partial void NoJournal(ILogger logger, string reason);
}
