using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using TransformerService.Api.Connections;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Connections;

/// <summary>
/// Accepts that fail, at a real socket: one that is bound but does not listen yet. The same comes of a process without files, which cannot
/// be had for certain:
/// it may need one itself, and is then ended by .NET.
/// </summary>
public sealed class SocketListenerTests : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddMetrics()
        .AddOptions<AccessOptions>()
        .Services.BuildServiceProvider();
    private readonly ConcurrentQueue<string> _logs = [];
    private readonly ILoggerFactory _logging;
    private readonly FakeTimeProvider _time = new();
    private readonly MeterListener _meters = new();
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SocketListener _listener;
    private long _failures;

    public SocketListenerTests()
    {
        var meters = new ConnectionMeters(_services.GetRequiredService<IMeterFactory>());
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (
                instrument.Name == "transformer.connections.accept_failures"
                && instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>()
            )
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _failures, count));
        _meters.Start();
        _logging = LoggerFactory.Create(logging => logging.AddProvider(new QueueLoggerProvider(_logs)));
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var access = _services.GetRequiredService<IOptions<AccessOptions>>();
        var places = new ConnectionPlaces(
            access,
            new AdminPort(new ConfigurationBuilder().Build()),
            meters,
            _time,
            _logging.CreateLogger<ConnectionPlaces>()
        );
        _listener = new SocketListener(_socket, isAdmin: false, new SocketTransportOptions(), places, meters, _time, _logging);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accept_Fails_PausesSaysSoOnceAndGoesOnAfterwards()
    {
        var accepting = _listener.AcceptAsync(Token).AsTask();
        var steps = 0;
        await Eventually.HoldsAsync(() =>
        {
            steps++;
            _time.Advance(TimeSpan.FromMilliseconds(10)); // the shortest pause
            return Interlocked.Read(ref _failures) >= 5;
        });

        Interlocked.Read(ref _failures).ShouldBeLessThanOrEqualTo(steps + 1, "each waits");
        _logs.Count(static line => line.Contains("Connections cannot be accepted", StringComparison.Ordinal)).ShouldBe(1);
        _socket.Listen();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)_listener.EndPoint, Token);
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return accepting.IsCompleted;
        });
        await using var connection = (await accepting).ShouldNotBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _meters.Dispose();
        _logging.Dispose();
        await _services.DisposeAsync();
    }
}
