using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Models.Errors;
using TransformerService.Models.Glossaries;
using TransformerService.Shadow.Glossaries;
using Xunit;

namespace TransformerService.Shadow.Tests.Glossaries;

/// <summary>What is kept of glossaries in memory, and who may wait for them.</summary>
public sealed class GlossaryCacheTests
{
    private const string Owner = "app";

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task ReadAsync_CallsAtOnceAndInARow_ReadOnceUntilTheTimeIsOver()
    {
        var (cache, id, reads) = (new GlossaryCache(_time), Guid.NewGuid(), 0);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, 20).Select(_ => cache.ReadAsync(Owner, id, ReadAsync)).ToArray();
        gate.SetResult();
        await Task.WhenAll(calls);
        reads.ShouldBe(1);
        cache.Find(Owner, id).ShouldNotBeNull();
        cache.Find("other", id).ShouldBeNull();

        _time.Advance(GlossaryCache.Lifetime);
        cache.Find(Owner, id).ShouldBeNull();
        await cache.ReadAsync(Owner, id, ReadAsync);
        reads.ShouldBe(2);
        cache.Find(Owner, id).ShouldNotBeNull();
        cache.Bytes.ShouldBeLessThan(1_000, "what was over has left");

        async Task<GlossaryContent?> ReadAsync()
        {
            Interlocked.Increment(ref reads);
            await gate.Task;
            return Content(id, 1, 1);
        }
    }

    [Fact]
    public async Task ReadAsync_ManyLargeGlossaries_KeepsTheNewestWithinItsBytes()
    {
        var cache = new GlossaryCache(_time);
        var ids = Enumerable.Range(0, 60).Select(_ => Guid.NewGuid()).ToArray();

        foreach (var id in ids)
        {
            await cache.ReadAsync(Owner, id, () => Task.FromResult<GlossaryContent?>(Content(id, 1_000, 200)));
            cache.Bytes.ShouldBeLessThanOrEqualTo(GlossaryCache.MostBytes);
        }

        cache.Find(Owner, ids[^1]).ShouldNotBeNull();
        cache.Find(Owner, ids[0]).ShouldBeNull();
    }

    [Fact]
    public async Task Forget_WhileItIsRead_KeepsNothingOfThatRead()
    {
        var (cache, id) = (new GlossaryCache(_time), Guid.NewGuid());
        var gate = new TaskCompletionSource<GlossaryContent?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var old = cache.ReadAsync(Owner, id, () => gate.Task);

        cache.Forget(Owner, id);
        (await cache.ReadAsync(Owner, id, () => Task.FromResult<GlossaryContent?>(null))).ShouldBeNull();
        gate.SetResult(Content(id, 1, 1));
        (await old).ShouldNotBeNull();

        cache.Find(Owner, id).ShouldBeNull();
        cache.Bytes.ShouldBe(0);
    }

    [Fact]
    public async Task ReadAsync_Failure_IsNotKept()
    {
        var (cache, id) = (new GlossaryCache(_time), Guid.NewGuid());

        await Should.ThrowAsync<IOException>(() =>
            cache.ReadAsync(Owner, id, () => Task.FromException<GlossaryContent?>(new IOException("It is away.")))
        );

        (await cache.ReadAsync(Owner, id, () => Task.FromResult<GlossaryContent?>(Content(id, 1, 1)))).ShouldNotBeNull();
    }

    [Fact]
    public void Enter_MoreThanAllowed_IsRefusedUntilOthersLeave()
    {
        var waiters = new GlossaryWaiters();
        var waiting = Enumerable.Range(0, GlossaryWaiters.MostCalls).Select(_ => waiters.Enter(Owner, 1)).ToList();

        Should.Throw<InferenceException>(() => waiters.Enter(Owner, 1)).Error.ShouldBe(InferenceError.Overloaded);
        waiters.Enter("other", 10L * GlossaryWaiters.MostCharacters).Dispose(); // one call may always wait
        waiting.ForEach(waiter => waiter.Dispose());
        using (waiters.Enter(Owner, GlossaryWaiters.MostCharacters))
        {
            Should.Throw<InferenceException>(() => waiters.Enter(Owner, 1)).Error.ShouldBe(InferenceError.Overloaded);
        }

        waiters.Enter(Owner, 1).Dispose();
    }

    private static GlossaryContent Content(Guid id, int entries, int length) =>
        new(
            new KeyGlossary(id, "a", "en", "fr", DateTimeOffset.UnixEpoch, entries),
            [.. Enumerable.Range(0, entries).Select(_ => new GlossaryEntry(new string('a', length)))]
        );
}
