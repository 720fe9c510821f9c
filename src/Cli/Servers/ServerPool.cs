using System.Globalization;
using TransformerService.Cli.Errors;
using TransformerService.Client;

namespace TransformerService.Cli.Servers;

/// <summary>How the pool treats its servers.</summary>
internal sealed record ServerPoolSettings
{
    /// <summary>The servers' addresses, at least one.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>The key that calls carry, if any.</summary>
    public string? Key { get; init; }

    /// <summary>Calls in progress at each server.</summary>
    public int InFlight { get; init; } = 4;

    /// <summary>After so long without an answer of any server the pool gives up.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>
/// Sends calls to several servers. The one with the fewest calls in progress is next. A server that does not answer is set aside and asked
/// again with growing delays; one that is busy is left alone as long as it says. The call is sent again, to any server.
/// </summary>
internal sealed class ServerPool : IAsyncDisposable
{
    private static readonly TimeSpan FirstProbe = TimeSpan.FromSeconds(0.5),
        LongestProbe = TimeSpan.FromSeconds(30),
        DefaultPause = TimeSpan.FromSeconds(1),
        LongestSleep = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _probes = [];
    private readonly ServerPoolSettings _settings;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private TaskCompletionSource _changed = NewSignal();
    private DateTimeOffset _lastAnswer;
    private string _lastFailure = "";

    /// <param name="settings">The servers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Shows that a server is set aside or back.</param>
    public ServerPool(ServerPoolSettings settings, TimeProvider time, Action<string> report)
    {
        (_settings, _time, _report) = (settings, time, report);
        Servers = [.. settings.Addresses.Select(address => new Server(address, settings.Key))];
        _lastAnswer = time.GetUtcNow();
    }

    public IReadOnlyList<Server> Servers { get; }

    /// <summary>Whether a server that was set aside can answer again. Default: it says that it is ready.</summary>
    public Func<ITransformerServiceClient, CancellationToken, Task<bool>> Probe { get; set; } =
        static async (client, cancellationToken) =>
        {
            await client.GetReadinessAsync(cancellationToken);
            return true;
        };

    /// <summary>Sends a call until a server answers it.</summary>
    /// <exception cref="TransformerServiceException">A server refused it.</exception>
    /// <exception cref="CliException">No server has answered for too long.</exception>
    public async Task<T> CallAsync<T>(
        Func<ITransformerServiceClient, CancellationToken, Task<T>> callAsync,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var server = await TakeAsync(cancellationToken);
            try
            {
                var answer = await callAsync(server.Client, cancellationToken);
                lock (_gate)
                {
                    _lastAnswer = _time.GetUtcNow();
                }

                return answer;
            }
            catch (TransformerServiceException failure) when (IsBusy(failure))
            {
                Pause(server, failure);
            }
            catch (TransformerServiceException failure) when (IsAway(failure))
            {
                SetAside(server, failure);
            }
            finally
            {
                lock (_gate)
                {
                    server.InFlight--;
                    Signal();
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] probes;
        lock (_gate)
        {
            probes = [.. _probes];
        }

        foreach (var probe in probes)
        {
            await probe.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }

        _stop.Dispose();
    }

    private static bool IsBusy(TransformerServiceException failure) => failure.Code == TransformerServiceErrors.Overloaded;

    // A server that starts does not know its models yet; one that stops ends its calls.
    private static bool IsAway(TransformerServiceException failure) =>
        failure.Code
            is TransformerServiceErrors.Unreachable
                or TransformerServiceErrors.ModelNotReady
                or TransformerServiceErrors.ModelNotFound
                or TransformerServiceErrors.Cancelled;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits for a server that may get a call, and takes a place at it.</summary>
    private async Task<Server> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan sleep;
            lock (_gate)
            {
                var now = _time.GetUtcNow();
                var free = Servers
                    .Where(server => !server.IsAside && server.BusyUntil <= now && server.InFlight < _settings.InFlight)
                    .MinBy(server => server.InFlight);
                if (free is not null)
                {
                    free.InFlight++;
                    return free;
                }

                GiveUpIfDue(now);
                changed = _changed.Task;
                var busy = Servers.Where(server => server.BusyUntil > now).Select(server => server.BusyUntil - now);
                sleep = busy.Append(LongestSleep).Min();
            }

            await Task.WhenAny(changed, Task.Delay(sleep, _time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void GiveUpIfDue(DateTimeOffset now)
    {
        var calls = Servers.Sum(server => server.InFlight);
        if (calls == 0 && now - _lastAnswer > _settings.GiveUpAfter)
        {
            var waited = string.Create(CultureInfo.InvariantCulture, $"{_settings.GiveUpAfter.TotalSeconds:0.#} s");
            throw new CliException(
                $"No server has answered for {waited} (--give-up-after): {_lastFailure} Run the same command again to go on."
            );
        }
    }

    private void Pause(Server server, TransformerServiceException failure)
    {
        lock (_gate)
        {
            _lastFailure = failure.Message;
            server.BusyUntil = _time.GetUtcNow() + (failure.RetryAfter ?? DefaultPause);
        }
    }

    private void SetAside(Server server, TransformerServiceException failure)
    {
        lock (_gate)
        {
            _lastFailure = failure.Message;
            if (server.IsAside || _stop.IsCancellationRequested)
            {
                return;
            }

            server.IsAside = true;
            _probes.RemoveAll(static probe => probe.IsCompleted);
            _probes.Add(ProbeAsync(server, _stop.Token));
        }

        _report($"{server.Address} does not answer ({failure.Code}); it is asked again from time to time.");
    }

    private async Task ProbeAsync(Server server, CancellationToken cancellationToken)
    {
        for (var delay = FirstProbe; ; delay = 2 * delay > LongestProbe ? LongestProbe : 2 * delay)
        {
            await Task.Delay(delay, _time, cancellationToken);
            try
            {
                if (await Probe(server.Client, cancellationToken))
                {
                    break;
                }
            }
            catch (TransformerServiceException failure)
            {
                lock (_gate)
                {
                    _lastFailure = failure.Message;
                }
            }
        }

        lock (_gate)
        {
            server.IsAside = false;
            Signal();
        }

        _report($"{server.Address} answers again.");
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }
}
