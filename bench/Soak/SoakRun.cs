using System.Diagnostics;
using Grpc.Net.Client;
using TransformerService.V1;

namespace TransformerService.Soak;

/// <summary>Waits for the server, loads it, monitors it, and sums up the results.</summary>
internal sealed class SoakRun(SoakOptions options, TimeProvider time, TextWriter output)
{
    private static readonly TimeSpan _readyInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _sampleInterval = TimeSpan.FromSeconds(1);

    public async Task<SoakReport> RunAsync(CancellationToken cancellationToken)
    {
        using var server = options.Pid is int pid ? ServerProcess.Attach(pid) : null;
        using var http = CreateHttpClient();
        using var channel = options.Grpc is null ? null : CreateChannel(options.Grpc);
        var doors = Doors(http, channel);
        await WaitUntilReadyAsync(http, server, cancellationToken);

        output.WriteLine($"{options.Clients} clients for {options.Duration.TotalSeconds:F0} s against {options.Url}, seed {options.Seed}");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var records = Enumerable.Range(0, options.Clients).Select(_ => new CallRecord()).ToArray();
        var cpuAtStart = server?.ProcessorTime() ?? TimeSpan.Zero;
        var start = time.GetTimestamp();
        var clients = records.Select((record, index) => RunClientAsync(doors, index, record, start, ending.Token)).ToArray();
        var samples = await WatchAsync(server, records, start, ending);
        await Task.WhenAll(clients);
        cancellationToken.ThrowIfCancellationRequested();

        var elapsed = time.GetElapsedTime(start);
        var serverDied = server is { HasExited: true };
        if (server is not null && !serverDied)
        {
            // An ended process that nobody has waited for yet still has an id, but no memory.
            serverDied = !server.TrySample(elapsed, out var last);
            samples.Add(last);
        }

        return new SoakReport
        {
            Options = options,
            Total = CallRecord.Sum(records),
            Elapsed = elapsed,
            ServerWatched = server is not null,
            ServerDied = serverDied,
            ServerProcessorTime = server is not null && !serverDied ? server.ProcessorTime() - cpuAtStart : TimeSpan.Zero,
            Samples = samples,
        };
    }

    private Task RunClientAsync(IReadOnlyList<IDoor> doors, int index, CallRecord record, long start, CancellationToken cancellationToken)
    {
        var mix = new CallMix(unchecked((options.Seed * 7919) + index), options.Trouble);
        return new SoakClient(doors, mix, record, time).RunAsync(() => time.GetElapsedTime(start) < options.Duration, cancellationToken);
    }

    private async Task WaitUntilReadyAsync(HttpClient http, ServerProcess? server, CancellationToken cancellationToken)
    {
        output.WriteLine($"waiting for {options.Url}health/ready");
        var start = time.GetTimestamp();
        var answer = "no answer";
        while (time.GetElapsedTime(start) < options.ReadyTimeout)
        {
            if (server is { HasExited: true })
            {
                throw new SoakException("The server ended before it was ready.");
            }

            try
            {
                using var response = await http.GetAsync("health/ready", cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }

                answer = $"status {(int)response.StatusCode}";
            }
            catch (HttpRequestException)
            {
                answer = "no connection";
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                answer = "no answer in time";
            }

            await Task.Delay(_readyInterval, time, cancellationToken);
        }

        throw new SoakException($"The server was not ready within {options.ReadyTimeout.TotalSeconds:F0} s: {answer}.");
    }

    private async Task<List<MemorySample>> WatchAsync(
        ServerProcess? server,
        CallRecord[] records,
        long start,
        CancellationTokenSource ending
    )
    {
        var samples = new List<MemorySample>();
        long answeredBefore = 0;
        using var timer = new PeriodicTimer(_sampleInterval, time);
        try
        {
            while (time.GetElapsedTime(start) < options.Duration && await timer.WaitForNextTickAsync(ending.Token))
            {
                var elapsed = time.GetElapsedTime(start);
                if (server is { HasExited: true })
                {
                    output.WriteLine("the server has ended");
                    await ending.CancelAsync();
                    break;
                }

                var memory = "";
                if (server?.TrySample(elapsed, out var sample) == true)
                {
                    samples.Add(sample);
                    memory = $"  memory {sample.ResidentMiB:F1} MiB";
                }

                var answered = records.Sum(record => record.Answered);
                output.WriteLine(
                    $"{elapsed.TotalSeconds, 5:F0} s  {answered - answeredBefore, 6} calls/s  faults {records.Sum(record => record.Failed)}{memory}"
                );
                answeredBefore = answered;
            }
        }
        catch (OperationCanceledException)
        {
            Debug.Assert(ending.IsCancellationRequested);
        }

        return samples;
    }

    private IReadOnlyList<IDoor> Doors(HttpClient http, GrpcChannel? channel)
    {
        var book = new AnswerBook();
        if (channel is null)
        {
            return [new RestDoor(http, book)];
        }

        var client = new Transformer.TransformerClient(channel);
        var unary = new GrpcDoor(client, book, time);
        return [new RestDoor(http, book), unary, new StreamDoor(client, unary, book, time)];
    }

    private static GrpcChannel CreateChannel(Uri url) =>
        GrpcChannel.ForAddress(
            url,
            new GrpcChannelOptions
            {
                HttpHandler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true },
                DisposeHttpClient = true,
            }
        );

    private HttpClient CreateHttpClient() =>
        new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = options.Clients + 1 })
        {
            BaseAddress = options.Url,
            Timeout = SoakOptions.CallTimeout,
        };
}
