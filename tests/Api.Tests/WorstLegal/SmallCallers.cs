using System.Globalization;
using System.Net;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>Eight callers who ask for one sentence every 50 ms, one of them over gRPC, and two of them for classes.</summary>
internal sealed class SmallCallers : IAsyncDisposable
{
    private const string Sentence = "Two dogs are playing in the snow.";

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private static readonly (string Path, string Body)[] Calls =
    [
        .. Enumerable.Repeat(("/v1/translate", $$"""{"text":"{{Sentence}}","model":"{{Names.Translator}}"}"""), 5),
        ("/v1/classify", """{"text":"a gorgeous , witty , seductive movie .","model":"sentiment"}"""),
        ("/v1/classify", """{"text":"what is my checking account balance","model":"intent"}"""),
    ];

    private readonly CancellationTokenSource _stop = new();
    private readonly List<CallCounts> _each = [];
    private readonly Func<int> _othersAnswered;
    private readonly Task _all;
    private int _mostAhead;

    /// <summary>Starts them.</summary>
    /// <param name="server">Whom they call.</param>
    /// <param name="key">The key that they show, or none.</param>
    /// <param name="othersAnswered">How many answers others were given so far.</param>
    public SmallCallers(ServerProcess server, string? key, Func<int>? othersAnswered = null)
    {
        _othersAnswered = othersAnswered ?? (() => 0);
        _all = Task.WhenAll([
            .. Calls.Select(call => RestAsync(server, key, call.Path, Encoding.UTF8.GetBytes(call.Body), Counts())),
            GrpcAsync(server, key, Counts()),
        ]);
    }

    /// <summary>All calls that were answered.</summary>
    public CallCounts Counted { get; } = new();

    /// <summary>The fewest calls that one of them was answered.</summary>
    public int FewestOfOne => _each.Min(one => one.Total);

    /// <summary>The most answers that others were given while one of their calls waited.</summary>
    public int MostAhead => Volatile.Read(ref _mostAhead);

    /// <summary>Has them ask no more, and waits for the answers that they are owed.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _all;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Counted}");

    private CallCounts Counts()
    {
        _each.Add(new CallCounts());
        return _each[^1];
    }

    private async Task RestAsync(ServerProcess server, string? key, string path, byte[] body, CallCounts own)
    {
        using var caller = new Caller(server.Rest, key, IPAddress.Loopback);
        await EveryPeriodAsync(own, () => caller.PostAsync(path, body, CancellationToken.None));
    }

    private async Task GrpcAsync(ServerProcess server, string? key, CallCounts own)
    {
        using var channel = GrpcChannel.ForAddress(server.GrpcAddress);
        var client = new Transformer.TransformerClient(channel);
        await EveryPeriodAsync(
            own,
            async () =>
            {
                try
                {
                    await client.TranslateAsync(
                        new TranslateRequest { Texts = { Sentence }, Model = Names.Translator },
                        AccessServer.Metadata(key)
                    );
                    return CallCounts.Answered;
                }
                catch (RpcException exception)
                {
                    return Caller.OutcomeOf(exception, CancellationToken.None);
                }
            }
        );
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; )
        {
            seen = Interlocked.CompareExchange(ref most, value, seen) is var now && now == seen ? value : now;
        }
    }

    private async Task EveryPeriodAsync(CallCounts own, Func<Task<string>> call)
    {
        await Task.Yield();
        using var period = new PeriodicTimer(Period);
        try
        {
            do
            {
                var before = _othersAnswered();
                var (outcome, time) = await Caller.CountAsync(own, call);
                Counted.Add(outcome, time);
                InterlockedMax(ref _mostAhead, _othersAnswered() - before);
            } while (await period.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Enough was asked.
        }
    }
}
