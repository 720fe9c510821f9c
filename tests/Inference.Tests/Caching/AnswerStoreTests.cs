using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Inference.Caching;
using TransformerService.Inference.Configuration;
using TransformerService.Models;
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
            await store.KeepAsync($"key {place}", Answer(new string('x', 100)));
            store.Bytes.ShouldBeLessThanOrEqualTo(1 << 20);
        }

        store.Bytes.ShouldBeGreaterThan(1 << 18);
    }

    [Fact]
    public async Task Find_AfterItsTime_IsGone()
    {
        var time = new FakeTimeProvider();
        using var store = new AnswerStore(new CacheOptions { Expiration = TimeSpan.FromMinutes(1) }, time);
        await store.KeepAsync("key", Answer("a"));
        time.Advance(TimeSpan.FromSeconds(59));
        (await store.FindAsync<TranslationAnswer>("key")).ShouldNotBeNull().Translations[0].Text.ShouldBe("a");
        time.Advance(TimeSpan.FromSeconds(2));
        (await store.FindAsync<TranslationAnswer>("key")).ShouldBeNull();
        (await store.FindInMemoryAsync<TranslationAnswer>("other")).ShouldBeNull();
    }
}
