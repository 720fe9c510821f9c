using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>
/// Applies changes of the repository's files. It polls them, because file system notifications do not work on network
/// volumes, nor when a Kubernetes volume gets a new target.
/// </summary>
internal sealed class RepositoryWatch(
    ModelCatalog catalog,
    VersionService versions,
    IOptions<ModelsOptions> options,
    TimeProvider timeProvider,
    ILogger<RepositoryWatch> logger
) : BackgroundService
{
    /// <summary>What the last check found: a change takes effect when the next check finds it too.</summary>
    private IReadOnlyDictionary<string, string> _last = new Dictionary<string, string>();

    private bool _isBad;
    private bool _followFails;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.WatchForChanges)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.WatchInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (Look() is { Length: > 0 } changed)
                {
                    await FollowAsync(changed, stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The error boundary of one check: whatever fails, the next check follows.
                Bad(() => Log.RepositoryUnreadable(logger, catalog.Path, exception.Message));
            }
        }
    }

    private async Task FollowAsync(string[] changed, CancellationToken cancellationToken)
    {
        try
        {
            await versions.FollowAsync(changed, cancellationToken);
            _followFails = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The error boundary of one check: whatever a volume does, the next check follows.
            if (!_followFails)
            {
                Log.FollowFailed(logger, string.Join(", ", changed), exception.GetType().Name, exception.Message);
            }

            _followFails = true;
        }
    }

    /// <summary>The models whose files differ from those that were read, and have not changed since the last check.</summary>
    private string[] Look()
    {
        if (!catalog.IsRead)
        {
            return [];
        }

        IReadOnlyDictionary<string, string> now;
        try
        {
            now = RepositoryFingerprint.Read(catalog.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Bad(() => Log.RepositoryUnreadable(logger, catalog.Path, exception.Message));
            return [];
        }

        var read = catalog.Models.ToDictionary(model => model.Name, model => model.Fingerprint, StringComparer.Ordinal);
        if (now.Count == 0 && read.Count > 0)
        {
            Bad(() => Log.RepositoryEmpty(logger, catalog.Path));
            return [];
        }

        _isBad = false;
        string[] changed =
        [
            .. now
                .Keys.Union(read.Keys)
                .Where(name =>
                    now.GetValueOrDefault(name) is var found
                    && found != read.GetValueOrDefault(name)
                    && found == _last.GetValueOrDefault(name)
                ),
        ];
        _last = now;
        return changed;
    }

    /// <summary>Logged once until it ends: a volume that is missing for hours must not fill the log.</summary>
    private void Bad(Action say)
    {
        if (!_isBad)
        {
            _isBad = true;
            say();
        }
    }
}
