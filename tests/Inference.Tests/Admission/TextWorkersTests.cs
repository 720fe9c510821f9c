using Shouldly;
using TransformerService.Inference.Admission;
using Xunit;

namespace TransformerService.Inference.Tests.Admission;

public sealed class TextWorkersTests : IDisposable
{
    private const long Large = 100_000;
    private readonly TextWorkers _workers = new(threads: 1);
    private readonly ManualResetEventSlim _gate = new();
    private readonly List<string> _order = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _gate.Set();
        _workers.Dispose();
        _gate.Dispose();
    }

    [Fact]
    public async Task RunAsync_SmallTexts_DoNotWaitForLargeOnes()
    {
        Task large = RunAsync("a", Large);
        (await _workers.RunAsync("a", 100, () => 7, Token)).ShouldBe(7);
        large.IsCompleted.ShouldBeFalse();
        _gate.Set();
        await large;
    }

    [Fact]
    public async Task RunAsync_OneCallersManyLargeTexts_LetAnothersInBetween()
    {
        Task[] running = [.. Enumerable.Range(0, 10).Select(text => RunAsync("greedy", Large)), RunAsync("other", Large)];
        _gate.Set();
        await Task.WhenAll(running);
        _order.IndexOf("other").ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task RunAsync_GivenUpWhileItWaits_LeavesItsPlaceToTheNext()
    {
        Task first = RunAsync("a", Large);
        using var gone = new CancellationTokenSource();
        Task waiting = _workers.RunAsync(
            "b",
            Large,
            () =>
            {
                _order.Add("b");
                return 0;
            },
            gone.Token
        );
        Task last = RunAsync("c", Large);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        _gate.Set();
        await Task.WhenAll(first, last);
        _order.ShouldBe(["a", "c"]);
    }

    [Fact]
    public async Task RunAsync_WorkThatThrows_GivesItsThreadBack()
    {
        _gate.Set();
        await Should.ThrowAsync<InvalidOperationException>(() =>
            _workers.RunAsync<int>("a", Large, () => throw new InvalidOperationException("broken"), Token)
        );
        await RunAsync("a", Large).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    private Task<int> RunAsync(string caller, long characters) =>
        _workers.RunAsync(
            caller,
            characters,
            () =>
            {
                _gate.Wait(Token);
                _order.Add(caller);
                return 0;
            },
            Token
        );
}
