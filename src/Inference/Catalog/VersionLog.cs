using Microsoft.Extensions.Logging;
using TransformerService.Models;

namespace TransformerService.Inference.Catalog;

internal static partial class Log
{
    [LoggerMessage(70, LogLevel.Error, "Model {Model}: {Folder} does not take over: {Fault}")]
    public static partial void Refused(ILogger logger, string model, string folder, string fault);

    [LoggerMessage(
        71,
        LogLevel.Information,
        "Model {Model}: {Folder} (version {Version}) takes over from {Before}, which is freed when its last request is answered."
    )]
    public static partial void TookOver(ILogger logger, string model, string folder, string? version, string before);

    [LoggerMessage(
        72,
        LogLevel.Information,
        "Model {Model}: {Folder} (version {Version}) answers the share {Share} of the calls as the canary."
    )]
    public static partial void CanaryBegins(ILogger logger, string model, string folder, string? version, double share);

    [LoggerMessage(73, LogLevel.Information, "Model {Model}: the canary {Folder} (version {Version}) has ended.")]
    public static partial void CanaryEnds(ILogger logger, string model, string folder, string? version);

    [LoggerMessage(74, LogLevel.Information, "Model {Model} is gone from the repository and no longer served.")]
    public static partial void Gone(ILogger logger, string model);

    [LoggerMessage(75, LogLevel.Error, "Model {Model}: its model.json was rejected, and the previous one still applies: {Fault}")]
    public static partial void ManifestRefused(ILogger logger, string model, string fault);

    [LoggerMessage(
        76,
        LogLevel.Error,
        "The model repository {Path} is empty now; its volume may not be mounted. Its models are still served."
    )]
    public static partial void RepositoryEmpty(ILogger logger, string path);

    [LoggerMessage(77, LogLevel.Error, "The model repository {Path} cannot be read; its models are still served: {Message}")]
    public static partial void RepositoryUnreadable(ILogger logger, string path, string message);

    [LoggerMessage(78, LogLevel.Error, "The files of {Model} have changed, but could not be followed: {Exception}: {Message}")]
    public static partial void FollowFailed(ILogger logger, string model, string exception, string message);

    [LoggerMessage(
        80,
        LogLevel.Error,
        "Model {Model}: the run of a batch failed ({Exception}: {Message}). The model no longer works: {IsBroken}. Otherwise the rows are run again in parts, and only those that fail are answered with the failure; further failures are counted by transformer.batch.failures."
    )]
    public static partial void BatchFailed(ILogger logger, string model, string exception, string message, bool isBroken);

    [LoggerMessage(81, LogLevel.Information, "Model {Model}: {Folder} (version {Version}) was opened again and answers.")]
    public static partial void Reopened(ILogger logger, string model, string folder, string? version);

    [LoggerMessage(82, LogLevel.Error, "Model {Model}: {Folder} cannot be opened again yet, and is not ready: {Fault}")]
    public static partial void ReopenFailed(ILogger logger, string model, string folder, string fault);

    [LoggerMessage(84, LogLevel.Error, "Opening model {Model} again failed, and will be tried again: {Exception}: {Message}")]
    public static partial void ReopenThrew(ILogger logger, string model, string exception, string message);

    [LoggerMessage(
        83,
        LogLevel.Error,
        "Model {Model}: {Folder} no longer answers, because its self-check failed; no other version can take its place."
    )]
    public static partial void TakenAway(ILogger logger, string model, string folder);

    [LoggerMessage(
        85,
        LogLevel.Information,
        "Model {Model}: {Variant} has left memory; it had no call for {Idle}. The next call loads it again."
    )]
    public static partial void Unloaded(ILogger logger, string model, VariantRole variant, TimeSpan idle);

    [LoggerMessage(86, LogLevel.Information, "Model {Model}: {Variant} was loaded again for a call.")]
    public static partial void Woken(ILogger logger, string model, VariantRole variant);

    [LoggerMessage(87, LogLevel.Error, "Model {Model}: {Variant} cannot be loaded again: {Fault}")]
    public static partial void WakeFailed(ILogger logger, string model, VariantRole variant, string fault);

    [LoggerMessage(88, LogLevel.Error, "Looking for models without calls failed: {Exception}: {Message}")]
    public static partial void UnloadThrew(ILogger logger, string exception, string message);

    [LoggerMessage(79, LogLevel.Information, "Model {Model}: its files have changed.")]
    public static partial void FilesChanged(ILogger logger, string model);
}
