using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Api.Connections;
using Xunit;

namespace TransformerService.Api.Tests.Connections;

public sealed class AcceptPauseTests : IDisposable
{
    private static readonly int[] Doubling = [10, 20, 40, 80, 160, 320, 640, 1_000, 1_000, 1_000];

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_FailuresInARow_WaitsLongerUpToASecond()
    {
        using var pause = New();
        foreach (var milliseconds in Doubling)
        {
            await ShouldWaitAsync(pause, milliseconds);
        }

        pause.End();
        await ShouldWaitAsync(pause, 10);
    }

    [Fact]
    public async Task Wait_Disposed_EndsAtOnce()
    {
        var pause = New();
        var waiting = pause.WaitAsync(new IOException("no files"), Token);
        pause.Dispose();
        await waiting;
        await pause.WaitAsync(new IOException("no files"), Token);
    }

    public void Dispose() => _services.Dispose();

    private AcceptPause New() => new(new ConnectionMeters(_services.GetRequiredService<IMeterFactory>()), _time, NullLogger.Instance);

    private async Task ShouldWaitAsync(AcceptPause pause, int milliseconds)
    {
        var waiting = pause.WaitAsync(new IOException("no files"), Token);
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        waiting.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting;
    }
}
