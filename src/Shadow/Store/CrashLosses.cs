using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Store;

/// <summary>Counts what killed processes have lost: keeps this process's journal, and settles the journals of earlier ones.</summary>
/// <remarks>
/// A separate task writes the journal, so that sampling does not wait for a disk. What was sampled at the very moment of the kill may be
/// missing.
/// </remarks>
internal sealed class CrashLosses : IAsyncDisposable
{
    private readonly Channel<long> _notes = Channel.CreateBounded<long>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest }
    );
    private readonly string _path;
    private readonly ShadowStore _store;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private readonly SampleJournal? _journal;
    private bool _settled;

    /// <param name="path">The path that the names of journals begin with.</param>
    /// <param name="store">What was written.</param>
    /// <param name="logger">Logs losses.</param>
    public CrashLosses(string path, ShadowStore store, ILogger logger)
    {
        (_path, _store, _logger) = (path, store, logger);
        try
        {
            StoreFiles.Tighten(path, logger);
            _journal = SampleJournal.Begin(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ShadowLog.NoJournal(logger, exception.Message);
        }

        _loop = Task.Run(LoopAsync);
    }

    /// <summary>This process's name in the store; <see langword="null"/> if it keeps no journal.</summary>
    public string? Run => _journal?.Run;

    /// <summary>Records how many texts were sampled. Never waits.</summary>
    public void Note(long sampled) => _notes.Writer.TryWrite(sampled);

    /// <summary>Counts, once, what earlier processes have lost.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (_settled)
        {
            return;
        }

        foreach (var journal in SampleJournal.Abandoned(_path))
        {
            using (journal)
            {
                var lost = await _store.SettleAsync(journal.Run, journal.Read(), cancellationToken);
                journal.Close();
                if (lost > 0)
                {
                    ShadowLog.LostInCrash(_logger, lost);
                }
            }
        }

        _settled = true;
    }

    /// <summary>Ends the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        _notes.Writer.TryComplete();
        await _loop;
        _journal?.Dispose();
    }

    /// <summary>Deletes the journal, since everything is written. If the journal was used, also deletes the store's entry for it.</summary>
    public async Task CloseAsync(bool wasUsed, CancellationToken cancellationToken)
    {
        _notes.Writer.TryComplete();
        await _loop;
        if (_journal is not null)
        {
            _journal.Close();
            if (wasUsed)
            {
                await _store.ForgetRunAsync(_journal.Run, cancellationToken);
            }
        }
    }

    private async Task LoopAsync()
    {
        await foreach (var sampled in _notes.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                _journal?.Note(sampled);
            }
            catch (Exception)
            {
                // The boundary of one note. On a full disk the store reports the failure; the next note includes what is missing here.
            }
        }
    }
}
