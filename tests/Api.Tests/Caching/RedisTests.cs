using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;
using Xunit;
using static TransformerService.Api.Tests.Caching.CacheTests;

namespace TransformerService.Api.Tests.Caching;

/// <summary>Replicas that share kept answers through a real Redis.</summary>
public sealed class RedisTests
{
    private const string Secret = "a secret of the tests";

    [Fact]
    public async Task Translate_AtAnotherReplica_IsAnsweredFromRedisWithoutTheTextInIt()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var first = await ReplicaAsync(redis, Secret);
        await using var second = await ReplicaAsync(redis, Secret);
        await using var stranger = await ReplicaAsync(redis, "another secret of the tests");
        const string Text = "the dog runs in the park";

        var answer = await PostAsync(first.Http, "/v1/translate", Text);
        await Eventually.HoldsAsync(async () => (await redis.AskAsync("DBSIZE")).StartsWith(":1", StringComparison.Ordinal));
        var again = await PostAsync(second.Http, "/v1/translate", Text);
        Cached(again).ShouldBe(1);
        again.GetProperty("translations").GetRawText().ShouldBe(answer.GetProperty("translations").GetRawText());
        Cached(await PostAsync(stranger.Http, "/v1/translate", Text)).ShouldBeNull();

        var key = (await redis.AskAsync("KEYS *")).Split("\r\n").First(line => line.StartsWith("transformer:", StringComparison.Ordinal));
        (await redis.AskAsync($"HGETALL {key}")).ShouldNotContain(Text);
    }

    [Fact]
    public async Task Translate_RedisKilledAndBack_IsAnsweredThroughout()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var first = await ReplicaAsync(redis, Secret);
        await using var second = await ReplicaAsync(redis, Secret);
        await PostAsync(first.Http, "/v1/translate", "before");
        await redis.KillAsync();
        for (var call = 0; call < 30; call++)
        {
            Cached(await PostAsync(first.Http, "/v1/translate", $"call {call}")).ShouldBeNull();
            Cached(await PostAsync(first.Http, "/v1/translate", $"call {call}")).ShouldBe(1); // its own memory
        }

        first.Logs.Count(line => line.Contains("Redis does not answer", StringComparison.Ordinal)).ShouldBeInRange(1, 20);
        await redis.UpAsync();
        var number = 0;
        await Eventually.HoldsAsync(async () =>
        {
            var text = $"afterwards {++number}";
            await PostAsync(first.Http, "/v1/translate", text);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            return Cached(await PostAsync(second.Http, "/v1/translate", text)) == 1;
        });
    }

    [Fact]
    public async Task Start_RedisNotThere_Answers()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        await using var server = await ReplicaAsync(redis, Secret);
        Cached(await PostAsync(server.Http, "/v1/translate", "the dog runs")).ShouldBeNull();
        Cached(await PostAsync(server.Http, "/v1/translate", "the dog runs")).ShouldBe(1);
    }

    private static async Task<ApiServer> ReplicaAsync(RedisServer redis, string secret)
    {
        var server = new ApiServer(
            ApiServer.DefaultNames(),
            ("Cache:Enabled", "true"),
            ("Cache:Redis", redis.Connection),
            ("Cache:Secret", secret),
            ("Cache:Shared", "true")
        );
        await server.InitializeAsync();
        return server;
    }
}
