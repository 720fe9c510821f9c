using System.Net;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>ASP.NET's health checks: the server's own, and those that an operator adds.</summary>
public sealed class HealthChecksTests(ApiServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Get_AProbe_HasNoHeadersOfTheMiddleware(string path)
    {
        var answer = await server.GetAsync(path);

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Response.Content.Headers.ContentType?.ToString().ShouldBe("application/json; charset=utf-8");
        answer.Response.Headers.CacheControl.ShouldBeNull();
        answer.Response.Headers.Pragma.ShouldBeEmpty();
        answer.Response.Content.Headers.Expires.ShouldBeNull();
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Post_AProbe_IsMethodNotAllowed(string path)
    {
        var answer = await server.PostAsync(path, "{}");

        answer.ShouldBeProblem(405, "methodNotAllowed").ShouldContain("GET");
        answer.Response.Content.Headers.Allow.ShouldBe(["GET"]);
    }

    [Fact]
    public async Task Ready_AnOperatorsCheckFails_SaysSoOverRestAndGrpcUntilItRecovers()
    {
        await using var checkedServer = new CheckedServer();
        await checkedServer.InitializeAsync();
        var health = new Health.HealthClient(checkedServer.Grpc);
        using var watch = health.Watch(new HealthCheckRequest(), cancellationToken: Token);
        await ShouldBeToldAsync(ServingStatus.Serving);

        checkedServer.Disk = HealthCheckResult.Unhealthy("The disk is full.");

        await ShouldBeToldAsync(ServingStatus.NotServing);
        await ShouldNotBeReadyAsync(checkedServer, "disk: The disk is full.");
        (await checkedServer.GetAsync("/health/live")).Text.ShouldBe("""{"status":"live"}""");
        (await CheckAsync("")).ShouldBe(ServingStatus.NotServing);
        (await CheckAsync("en-fr")).ShouldBe(ServingStatus.Serving, "a model's state is its own");

        checkedServer.Disk = HealthCheckResult.Degraded("The disk is slow.");

        await ShouldBeToldAsync(ServingStatus.Serving);
        (await checkedServer.GetAsync("/health/ready")).Text.ShouldBe("""{"status":"ready"}""");

        async Task ShouldBeToldAsync(ServingStatus status)
        {
            (await watch.ResponseStream.MoveNext(Token)).ShouldBeTrue();
            watch.ResponseStream.Current.Status.ShouldBe(status);
        }

        async Task<ServingStatus> CheckAsync(string service) =>
            (await health.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: Token)).Status;
    }

    [Fact]
    public async Task Ready_AnOperatorsCheckThrows_NamesTheCheckAndNotTheMessage()
    {
        await using var checkedServer = new CheckedServer();
        await checkedServer.InitializeAsync();

        checkedServer.Disk = null;

        await ShouldNotBeReadyAsync(checkedServer, "The check disk failed with TimeoutException.");
        checkedServer.Logs.ShouldNotContain(line => line.Contains("Password", StringComparison.Ordinal));
    }

    private static async Task ShouldNotBeReadyAsync(ApiServer server, string reason)
    {
        var answer = await server.GetAsync("/health/ready");

        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Text.ShouldBe($$"""{"status":"notReady","reason":"{{reason}}"}""");
    }

    /// <summary>A server with a check of its operator.</summary>
    private sealed class CheckedServer() : ApiServer(DefaultNames())
    {
        private const string Message = "Password=secret did not work.";

        /// <summary>What the check finds; <see langword="null"/> if it throws.</summary>
        public HealthCheckResult? Disk { get; set; } = HealthCheckResult.Healthy();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services =>
                services
                    .Configure<HealthCheckPublisherOptions>(static publisher =>
                    {
                        publisher.Delay = TimeSpan.Zero;
                        publisher.Period = TimeSpan.FromSeconds(1); // the least that it accepts
                    })
                    .AddHealthChecks()
                    .AddCheck("disk", () => Disk ?? throw new TimeoutException(Message))
            );
        }
    }
}
