using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using TransformerService.Api.Tests.Grpc;
using TransformerService.Client;
using TransformerService.Models.Errors;
using Xunit;

namespace TransformerService.Api.Tests.DotnetClient;

/// <summary>What the client sends again: calls that change nothing, while the server is busy.</summary>
public sealed class ClientRetriesTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rest_BusyServer_IsAskedAgainButNotToldAgain()
    {
        var calls = 0;
        await using var busy = await StartBusyAsync(() => Interlocked.Increment(ref calls));
        var address = new Uri(busy.Urls.First());
        await using var client = new TestClient(address, address, TransformerServiceTransport.Rest, Quick);

        var asked = await FailAsync(() => client.Calls.GetModelAsync("m", Token));
        asked.Code.ShouldBe(TransformerServiceErrors.Overloaded);
        asked.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        asked.TraceId.ShouldBe("0af7651916cd43dd8448eb211c80319c");
        calls.ShouldBe(3);

        await FailAsync(() => client.Calls.TranslateAsync(new TranslateRequest { Text = ["a"] }, Token));
        calls.ShouldBe(6);

        await FailAsync(() => client.Calls.ReloadModelAsync("m", Token));
        await FailAsync(() => client.Calls.PromoteVersionAsync("m", new PromoteRequest { Version = "2" }, Token));
        await FailAsync(() => client.Calls.SetShadowAsync("m", new ShadowChange { Margin = 0.1 }, Token));
        calls.ShouldBe(9);
    }

    [Fact]
    public async Task Rest_SpentQuota_IsNotAskedAgain()
    {
        var calls = 0;
        await using var spent = await StartBusyAsync(() => Interlocked.Increment(ref calls), "quotaExceeded", retryAfter: null);
        var address = new Uri(spent.Urls.First());
        await using var client = new TestClient(address, address, TransformerServiceTransport.Rest, Quick);

        (await FailAsync(() => client.Calls.GetModelAsync("m", Token))).Code.ShouldBe(TransformerServiceErrors.QuotaExceeded);
        calls.ShouldBe(1);
    }

    [Fact]
    public async Task Calls_WaitBeyondTheTimeThatIsLeft_TellWhatTheServerSaid()
    {
        var calls = 0;
        await using var busy = await StartBusyAsync(() => Interlocked.Increment(ref calls));
        await using var failing = await FailingGrpcServer.StartAsync(
            static _ => throw new InferenceException(InferenceError.Overloaded, "Come again."),
            "Production",
            TimeProvider.System,
            Token
        );
        var address = new Uri(busy.Urls.First());
        await using var rest = new TestClient(address, address, TransformerServiceTransport.Rest, Short);
        await using var grpc = new TestClient(failing.Address, failing.Address, TransformerServiceTransport.Grpc, Short);

        (await FailAsync(() => rest.Calls.GetModelAsync("m", Token))).Code.ShouldBe(TransformerServiceErrors.Overloaded);
        calls.ShouldBeInRange(1, 2); // the second answer says to wait for a second again, and less is left
        (await FailAsync(() => grpc.Calls.GetModelAsync("m", Token))).Code.ShouldBe(TransformerServiceErrors.Overloaded);

        static void Short(TransformerServiceClientOptions options) =>
            (options.MaxRetries, options.Timeout, options.AttemptTimeout) = (5, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public async Task Rest_ChangeThatTakesLongerThanAnAttempt_HasTheTimeOfTheCall()
    {
        await using var slow = await StartBusyAsync(static () => { }, delay: TimeSpan.FromSeconds(2));
        var address = new Uri(slow.Urls.First());
        await using var client = new TestClient(
            address,
            address,
            TransformerServiceTransport.Rest,
            options => (options.MaxRetries, options.AttemptTimeout) = (0, TimeSpan.FromMilliseconds(100))
        );

        (await FailAsync(() => client.Calls.GetModelAsync("m", Token))).Code.ShouldBe(TransformerServiceErrors.TimedOut);
        (await FailAsync(() => client.Calls.ReloadModelAsync("m", Token))).Code.ShouldBe(TransformerServiceErrors.Overloaded);
    }

    [Fact]
    public async Task Rest_AppWithResilienceForAllClientsAndTwoRegistrations_TellsOnce()
    {
        var calls = 0;
        await using var busy = await StartBusyAsync(() => Interlocked.Increment(ref calls));
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(static http => http.AddStandardResilienceHandler());
        for (var registration = 0; registration < 2; registration++)
        {
            services.AddTransformerServiceClient(options =>
            {
                options.Address = new Uri(busy.Urls.First());
                Quick(options);
            });
        }

        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<ITransformerServiceClient>();

        await FailAsync(() => client.ReloadModelAsync("m", Token));
        calls.ShouldBe(1);
        await FailAsync(() => client.GetModelAsync("m", Token));
        calls.ShouldBe(4);
    }

    [Fact]
    public async Task Grpc_BusyServer_IsAskedAgain()
    {
        var calls = 0;
        await using var busy = await FailingGrpcServer.StartAsync(
            _ =>
            {
                Interlocked.Increment(ref calls);
                throw new InferenceException(InferenceError.Overloaded, "Come again.");
            },
            "Production",
            TimeProvider.System,
            Token
        );
        await using var client = new TestClient(busy.Address, busy.Address, TransformerServiceTransport.Grpc, Quick);

        var asked = await FailAsync(() => client.Calls.GetModelAsync("m", Token));

        asked.Code.ShouldBe(TransformerServiceErrors.Overloaded);
        asked.Detail.ShouldBe("Come again.");
        asked.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        calls.ShouldBe(3);
    }

    [Fact]
    public async Task Grpc_ServerThatFails_IsAskedOnce()
    {
        var calls = 0;
        await using var failing = await FailingGrpcServer.StartAsync(
            _ =>
            {
                Interlocked.Increment(ref calls);
                throw new InferenceException(InferenceError.Internal, "It failed.");
            },
            "Production",
            TimeProvider.System,
            Token
        );
        await using var client = new TestClient(failing.Address, failing.Address, TransformerServiceTransport.Grpc, Quick);

        (await FailAsync(() => client.Calls.GetModelAsync("m", Token))).Code.ShouldBe(TransformerServiceErrors.Internal);
        calls.ShouldBe(1);
    }

    private static void Quick(TransformerServiceClientOptions options) => (options.MaxRetries, options.RetryDelay) = (2, Soon);

    private static Task<TransformerServiceException> FailAsync(Func<Task> call) => Should.ThrowAsync<TransformerServiceException>(call);

    /// <summary>A server that refuses every call as the service does when it is busy.</summary>
    private static async Task<WebApplication> StartBusyAsync(
        Action count,
        string code = "overloaded",
        string? retryAfter = "1",
        TimeSpan delay = default
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear(); // appsettings.json has the real ports
        builder.Configuration.AddInMemoryCollection([new("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0")]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(async context =>
        {
            count();
            await Task.Delay(delay, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = retryAfter;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync(
                $$"""{ "code": "{{code}}", "title": "The server is busy.", "detail": "x", "traceId": "0af7651916cd43dd8448eb211c80319c" }""",
                context.RequestAborted
            );
        });
        await app.StartAsync(Token);
        return app;
    }
}
