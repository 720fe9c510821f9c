using System.Net;
using Google.Rpc;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Access;

public sealed class RateLimitTests
{
    private const int Flood = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_FloodOfWrongKeys_IsToldToWaitAndGoodKeysAreServed()
    {
        await using var server = await AccessServer.StartAsync(("Access:WrongKeysPerMinute", "5"));

        var answers = await Task.WhenAll(Enumerable.Range(0, Flood).Select(number => server.GetAsync("/v1/models", $"tsk_wrong{number}")));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Unauthorized || answer.Status == HttpStatusCode.TooManyRequests);
        var refused = answers.Where(answer => answer.Status == HttpStatusCode.TooManyRequests).ToList();
        refused.Count.ShouldBeGreaterThan(Flood / 2);
        refused[0].ShouldBeProblem(429, "overloaded").ShouldContain("wrong key");
        refused[0].Response.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull().TotalSeconds.ShouldBeInRange(1, 12);
        server.Logs.Count(line => line.Contains("[1101]")).ShouldBe(Flood - refused.Count, "what is told to wait is not logged");
        (await server.GetAsync("/v1/models", AccessServer.CallerKey)).Status.ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("/v1/models", null)).ShouldBeProblem(401, "unauthenticated");
        (await server.GetAsync("/health/live", null)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Get_OverTheKeysLimit_IsOverloadedAndOtherKeysAreServed()
    {
        await using var server = await AccessServer.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.GetAsync("/v1/models", AccessServer.LimitedKey)));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBeGreaterThan(0);
        var refused = answers.First(answer => answer.Status != HttpStatusCode.OK);
        refused.ShouldBeProblem(429, "overloaded").ShouldContain("1 requests a minute");
        refused.Response.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull().TotalSeconds.ShouldBeInRange(1, 60);
        (await server.GetAsync("/v1/models", AccessServer.CallerKey)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(AccessServer.LimitedKey, StatusCode.OK)]
    [InlineData("tsk_wrong", StatusCode.Unauthenticated)]
    public async Task Grpc_OverTheLimit_IsResourceExhaustedWithRetryInfo(string key, StatusCode before)
    {
        await using var server = await AccessServer.StartAsync(("Access:WrongKeysPerMinute", "1"));
        var client = new Transformer.TransformerClient(server.Grpc);

        var failures = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async _ =>
                {
                    try
                    {
                        await client.ListModelsAsync(new ListModelsRequest(), AccessServer.Metadata(key), cancellationToken: Token);
                        return null;
                    }
                    catch (RpcException failure)
                    {
                        return failure;
                    }
                })
        );

        failures
            .Select(failure => failure?.StatusCode ?? StatusCode.OK)
            .Distinct()
            .ShouldBe([before, StatusCode.ResourceExhausted], ignoreOrder: true);
        var details = failures.First(failure => failure?.StatusCode == StatusCode.ResourceExhausted)?.GetRpcStatus().ShouldNotBeNull();
        details?.GetDetail<ErrorInfo>()?.Reason.ShouldBe("overloaded");
        (details?.GetDetail<RetryInfo>()?.RetryDelay.Seconds).ShouldNotBeNull().ShouldBeInRange(1, 60);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("::1", "::")]
    [InlineData(null, "")]
    public void Network_AnyAddress_IsWhatOneCallerHas(string? address, string network) =>
        Callers.Network(address is null ? null : IPAddress.Parse(address)).ShouldBe(network);
}
