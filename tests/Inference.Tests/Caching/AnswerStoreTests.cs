using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Inference.Caching;
using TransformerService.Inference.Configuration;
using TransformerService.Models;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Caching;

public sealed class AnswerStoreTests
{
    private static TranslationAnswer Answer(string text) =>
        new("m", VariantRole.Student, "0123456789ab", [new TranslatedText(text, -0.25, 7, 9, false, null)], default);

    [Fact]
    public async Task Keep_MoreThanTheLimit_StaysWithinIt()
    {
        using var store = new AnswerStore(new CacheOptions { MaxBytes = 1 << 20 }, TimeProvider.System);
        for (var place = 0; place < 5_000; place++)
        {
            await store.KeepAsync($"key {place}", Answer(new string('x', 100)), 400);
            store.Bytes.ShouldBeLessThanOrEqualTo(1 << 20);
        }

        store.Bytes.ShouldBeGreaterThan(1 << 18);
    }

    [Fact]
    public async Task Find_AtAnotherReplica_IsTheSameInEveryField()
    {
        var between = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        using var one = new AnswerStore(new CacheOptions(), TimeProvider.System, new Between(between));
        using var other = new AnswerStore(new CacheOptions(), TimeProvider.System, new Between(between));
        var entry = new GlossaryEntry("dog", "canard");
        var translated = Answer("") with
        {
            Translations =
            [
                new TranslatedText("a \ud83d\ude00 b", -1.0 / 3, 7, 9, true, [new Hypothesis("c", -0.1), new Hypothesis("d", -2e-9)])
                {
                    FinishReason = FinishReason.Repetition,
                    FinishReasons = [FinishReason.Stop, FinishReason.Repetition],
                    Glossary = [new AppliedEntry(entry, 2)],
                    Warnings = [new TranslationWarning(TranslationWarningKind.NumberChanged, "17", 1)],
                    Statistics = new TranslationStatistics(2, 1, 0, 3),
                },
            ],
        };
        var classified = new ClassificationAnswer(
            "m",
            VariantRole.Teacher,
            "0123456789ab",
            [new ClassifiedText([new LabelScore("x", 0.1), new LabelScore("y", 1e-300)], 4, true)],
            default
        )
        {
            Scores =
            [
                [0.1, 1e-300, 2.0 / 3],
            ],
        };
        await one.KeepAsync("t", translated, 300);
        await one.KeepAsync("c", classified, 300);
        Json(await other.FindAsync<TranslationAnswer>("t")).ShouldBe(Json(translated));
        Json(await other.FindAsync<ClassificationAnswer>("c")).ShouldBe(Json(classified));

        static string Json<T>(T answer) => JsonSerializer.Serialize(answer);
    }

    [Theory]
    [InlineData(200_000, 400_256)]
    [InlineData(1_000_000, 300)] // whatever it is said to take
    public async Task Keep_AVeryLargeAnswer_KeepsNothing(int characters, long bytes)
    {
        using var store = new AnswerStore(new CacheOptions(), TimeProvider.System);
        await store.KeepAsync("key", Answer(new string('ж', characters)), bytes);
        store.Bytes.ShouldBe(0);
        (await store.FindAsync<TranslationAnswer>("key")).ShouldBeNull();
    }

    [Fact]
    public async Task Find_NoAnswerInTheSharedStore_FindsNothing()
    {
        var between = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        using var one = new AnswerStore(new CacheOptions(), TimeProvider.System, new Between(between));
        await one.KeepAsync("key", new Uri("http://a"), 300);
        using var other = new AnswerStore(new CacheOptions(), TimeProvider.System, new Between(between));
        (await other.FindAsync<TranslationAnswer>("key")).ShouldBeNull();
    }

    [Fact]
    public async Task Find_AfterItsTime_IsGone()
    {
        var time = new FakeTimeProvider();
        using var store = new AnswerStore(new CacheOptions { Expiration = TimeSpan.FromMinutes(1) }, time);
        await store.KeepAsync("key", Answer("a"), 300);
        time.Advance(TimeSpan.FromSeconds(59));
        (await store.FindAsync<TranslationAnswer>("key")).ShouldNotBeNull().Translations[0].Text.ShouldBe("a");
        time.Advance(TimeSpan.FromSeconds(2));
        (await store.FindAsync<TranslationAnswer>("key")).ShouldBeNull();
        (await store.FindInMemoryAsync<TranslationAnswer>("other")).ShouldBeNull();
    }

    /// <summary>A store between processes: HybridCache ignores one that it knows to be in memory.</summary>
    private sealed class Between(IDistributedCache store) : IDistributedCache
    {
        public byte[]? Get(string key) => store.Get(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => store.GetAsync(key, token);

        public void Refresh(string key) => store.Refresh(key);

        public Task RefreshAsync(string key, CancellationToken token = default) => store.RefreshAsync(key, token);

        public void Remove(string key) => store.Remove(key);

        public Task RemoveAsync(string key, CancellationToken token = default) => store.RemoveAsync(key, token);

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => store.Set(key, value, options);

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
            store.SetAsync(key, value, options, token);
    }
}
