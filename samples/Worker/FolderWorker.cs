using Microsoft.Extensions.Options;
using TransformerService.Client;

namespace Worker;

/// <summary>Translates the files that appear in a folder, one after the other, until the host stops.</summary>
internal sealed partial class FolderWorker(
    FileTranslator translator,
    IOptions<FolderOptions> options,
    TimeProvider timeProvider,
    ILogger<FolderWorker> logger
) : BackgroundService
{
    private const int MostTries = 4;

    private readonly FolderOptions _folder = options.Value;

    /// <summary>How often the service has failed at each file.</summary>
    private readonly Dictionary<string, int> _tries = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var path in new[] { _folder.In, _folder.Out, _folder.Failed })
        {
            Directory.CreateDirectory(path);
        }

        using var timer = new PeriodicTimer(_folder.Interval, timeProvider);
        do
        {
            foreach (var file in Directory.EnumerateFiles(_folder.In, "*.txt").Order(StringComparer.Ordinal))
            {
                if (!await TryAsync(file, stoppingToken))
                {
                    break; // the service is away: the next turn begins with this file again
                }
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Does a file. Returns whether the next one can be tried.</summary>
    private async Task<bool> TryAsync(string file, CancellationToken stoppingToken)
    {
        var name = Path.GetFileName(file);
        try
        {
            return await DoAsync(file, name, stoppingToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(name, failure.Message);
            return true;
        }
    }

    private async Task<bool> DoAsync(string file, string name, CancellationToken stoppingToken)
    {
        try
        {
            var lines = await translator.TranslateAsync(file, Path.Combine(_folder.Out, name), stoppingToken);
            File.Delete(file);
            _tries.Remove(name);
            LogDone(name, lines);
            return true;
        }
        catch (TransformerServiceException failure) when (IsOfTheFile(failure))
        {
            // It would be refused each time. The code and the detail say why; neither has a text of the file.
            GiveUp(file, name, failure);
            return true;
        }
        catch (TransformerServiceException failure) when (MayBeOfTheFile(failure))
        {
            var tries = _tries[name] = _tries.GetValueOrDefault(name) + 1;
            if (tries < MostTries)
            {
                LogFailed(name, failure.Code, failure.Detail);
            }
            else
            {
                GiveUp(file, name, failure);
            }

            return true; // the others do not wait for this one
        }
        catch (TransformerServiceException failure)
        {
            LogAway(failure.Code, failure.Detail);
            return false;
        }
    }

    private void GiveUp(string file, string name, TransformerServiceException failure)
    {
        File.Move(file, Path.Combine(_folder.Failed, name), overwrite: true);
        _tries.Remove(name);
        LogRefused(name, failure.Code, failure.Detail);
    }

    private static bool IsOfTheFile(TransformerServiceException failure) =>
        failure.Code is TransformerServiceErrors.InvalidInput or TransformerServiceErrors.InputTooLarge;

    private static bool MayBeOfTheFile(TransformerServiceException failure) =>
        failure.Code is TransformerServiceErrors.TimedOut or TransformerServiceErrors.Internal;

    [LoggerMessage(1, LogLevel.Information, "{File}: {Lines} lines are translated.")]
    private partial void LogDone(string file, int lines);

    [LoggerMessage(2, LogLevel.Error, "{File} cannot be translated, and is in the folder of failed files ({Code}): {Detail}")]
    private partial void LogRefused(string file, string code, string? detail);

    [LoggerMessage(3, LogLevel.Warning, "The service does not answer now ({Code}): {Detail}")]
    private partial void LogAway(string code, string? detail);

    [LoggerMessage(4, LogLevel.Warning, "{File} cannot be read or written now: {Reason}")]
    private partial void LogUnreadable(string file, string reason);

    [LoggerMessage(5, LogLevel.Warning, "{File} could not be translated, and is tried again at the next turn ({Code}): {Detail}")]
    private partial void LogFailed(string file, string code, string? detail);
}
