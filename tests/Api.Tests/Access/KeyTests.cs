using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Shouldly;
using TransformerService.Api.Tests.Grpc;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>Keys at both doors of a server that needs them.</summary>
public sealed class KeyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/v1/models/en-fr")]
    [InlineData("/v1/models/en-fr/shadow")]
    [InlineData("/v1/models/en-fr/shadow/disagreements")]
    [InlineData("/v1/models/en-fr/shadow/export")]
    [InlineData("/swagger/index.html")]
    [InlineData("/swagger/v1/swagger.json")]
    [InlineData("/metrics")]
    [InlineData("/nowhere")]
    [InlineData("/v1/live")]
    [InlineData("/v1/server")]
    public async Task Get_NoKeyOrWrongKey_IsUnauthenticatedAndSaysHow(string path)
    {
        await using var server = await AccessServer.StartAsync();

        var none = await server.GetAsync(path, null);
        var wrong = await server.GetAsync(path, "tsk_wrong");

        none.ShouldBeProblem(401, "unauthenticated").ShouldContain("X-API-Key");
        none.Response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"TransformerService\"");
        wrong.ShouldBeProblem(401, "unauthenticated").ShouldContain("wrong");
        wrong.Response.Headers.WwwAuthenticate.ToString().ShouldContain("error=\"invalid_token\"");
        server.Logs.ShouldNotContain(line => line.Contains("tsk_wrong"));
        server.Logs.ShouldContain(line => line.Contains("Access.AccessRefusals[1101]") && line.Contains("127.0.0.1"));
    }

    [Theory]
    [InlineData("X-API-Key", AccessServer.CallerKey)]
    [InlineData("x-api-key", AccessServer.AdminKey)]
    [InlineData("Authorization", "Bearer " + AccessServer.CallerKey)]
    [InlineData("Authorization", "bearer  " + AccessServer.CallerKey)]
    public async Task Get_WithAKey_IsAnswered(string header, string value)
    {
        await using var server = await AccessServer.StartAsync();

        foreach (var path in new[] { "/v1/models", "/v1/models/en-fr", "/swagger/v1/swagger.json" })
        {
            (await server.SendAsync(HttpMethod.Get, path, [(header, value)])).Status.ShouldBe(HttpStatusCode.OK);
        }

        (await server.SendAsync(HttpMethod.Get, "/nowhere", [(header, value)])).ShouldBeProblem(404, "notFound");
        server.Logs.ShouldNotContain(line => line.Contains(value));
    }

    [Theory]
    [InlineData("X-API-Key", "")]
    [InlineData("X-API-Key", AccessServer.CallerKey + "x")]
    [InlineData("X-API-Key", AccessServer.CallerKey + ", " + AccessServer.CallerKey)]
    [InlineData("Authorization", "Basic " + AccessServer.CallerKey)]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", AccessServer.CallerKey)]
    [InlineData("Cookie", "X-API-Key=" + AccessServer.CallerKey)]
    public async Task Get_KeyInAnotherForm_IsUnauthenticated(string header, string value)
    {
        await using var server = await AccessServer.StartAsync();

        (await server.SendAsync(HttpMethod.Get, "/v1/models", [(header, value)])).ShouldBeProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task AdminCalls_CallersKey_IsForbiddenAndAdminsIsAudited()
    {
        await using var server = await AccessServer.StartAsync();
        var client = new Transformer.TransformerClient(server.Grpc);

        (await server.GetAsync("/v1/models/en-fr/shadow/export", AccessServer.CallerKey))
            .ShouldBeProblem(403, "forbidden")
            .ShouldContain("admin");
        await client
            .SetShadowAsync(
                new SetShadowRequest { Name = "en-fr", Margin = 0.1 },
                AccessServer.Metadata(AccessServer.CallerKey),
                cancellationToken: Token
            )
            .ResponseAsync.ShouldFailAsync(StatusCode.PermissionDenied, "forbidden");
        server.Logs.ShouldNotContain(line => line.Contains("[1102]"));

        (await server.GetAsync("/v1/models/en-fr/shadow/export", AccessServer.AdminKey))
            .ShouldBeProblem(404, "modelNotFound")
            .ShouldContain("teacher");
        server.Logs.ShouldContain(line => line.Contains("[1102]") && line.Contains("with the key of ops"));
    }

    [Fact]
    public async Task Grpc_NoKeyWrongKeyOrRightOne_IsAnsweredAccordingly()
    {
        await using var server = await AccessServer.StartAsync();
        var client = new Transformer.TransformerClient(server.Grpc);
        var request = new ClassifyRequest { Texts = { "a" }, Model = "sentiment" };

        (
            await client
                .ClassifyAsync(request, cancellationToken: Token)
                .ResponseAsync.ShouldFailAsync(StatusCode.Unauthenticated, "unauthenticated")
        ).ShouldContain("X-API-Key");
        await client
            .ClassifyAsync(request, AccessServer.Metadata("tsk_wrong"), cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.Unauthenticated, "unauthenticated");
        using var stream = client.TranslateStream(cancellationToken: Token);
        await stream.ResponseStream.MoveNext(Token).ShouldFailAsync(StatusCode.Unauthenticated, "unauthenticated");

        (
            await client.ClassifyAsync(request, AccessServer.Metadata(AccessServer.CallerKey), cancellationToken: Token)
        ).Results.Count.ShouldBe(1);
        var bearer = new Metadata { { "authorization", "Bearer " + AccessServer.CallerKey } };
        (await client.ListModelsAsync(new ListModelsRequest(), bearer, cancellationToken: Token)).Models.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Health_NoKey_IsAnsweredAtBothDoors()
    {
        await using var server = await AccessServer.StartAsync();

        (await server.GetAsync("/health/live", null)).Status.ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("/health/ready", "tsk_wrong")).Status.ShouldBe(HttpStatusCode.OK);
        var health = new Health.HealthClient(server.Grpc);
        (await health.CheckAsync(new HealthCheckRequest(), cancellationToken: Token)).Status.ShouldBe(
            HealthCheckResponse.Types.ServingStatus.Serving
        );
    }

    [Theory]
    [InlineData("key")]
    [InlineData("api_key")]
    [InlineData("apiKey")]
    [InlineData("X-API-Key")]
    [InlineData("access_token")]
    [InlineData("Authorization")]
    [InlineData("anything")]
    public async Task Get_KeyInTheQuery_IsRefusedAndNotLogged(string name)
    {
        await using var server = await AccessServer.StartAsync();

        var answer = await server.GetAsync($"/v1/models?{name}={AccessServer.CallerKey}", AccessServer.CallerKey);

        answer.ShouldBeProblem(400, "invalidInput").ShouldContain("X-API-Key");
        answer.Text.ShouldNotContain(AccessServer.CallerKey);
        server.Logs.ShouldNotContain(line => line.Contains(AccessServer.CallerKey));
        (await server.GetAsync("/v1/models?page=1", AccessServer.CallerKey)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AllowAnonymous_NoKey_IsACallerAndAWrongKeyIsRefused()
    {
        await using var server = await AccessServer.StartAsync(("Access:AllowAnonymous", "true"));

        (await server.GetAsync("/v1/models", null)).Status.ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("/v1/models", "tsk_wrong")).ShouldBeProblem(401, "unauthenticated");
        (await server.GetAsync("/v1/models/en-fr/shadow/export", null)).ShouldBeProblem(401, "unauthenticated").ShouldContain("role admin");
        (await server.GetAsync("/v1/models/en-fr/shadow/export", AccessServer.CallerKey)).ShouldBeProblem(403, "forbidden");
    }

    [Fact]
    public async Task Open_SwaggerAndMetrics_NeedNoKeyAndTheRestDoes()
    {
        await using var server = await AccessServer.StartAsync(("Access:OpenSwagger", "true"), ("Access:OpenMetrics", "true"));

        (await server.GetAsync("/swagger/index.html", null)).Status.ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("/metrics", null)).Status.ShouldNotBe(HttpStatusCode.Unauthorized);
        foreach (
            var path in new[] { "/swagger/../v1/models", "/swagger/%2e%2e/v1/models", "/metricsx", "/v1/models", "//metrics/../v1/models" }
        )
        {
            (await RawHttp.GetAsync(server.Address, path)).ShouldStartWith("HTTP/1.1 401 ");
        }
    }

    [Fact]
    public async Task NoKeys_SentKey_IsNotLookedAt()
    {
        await using var server = new ApiServer(ApiServer.DefaultNames());
        await server.InitializeAsync();
        server.Http.DefaultRequestHeaders.Add("Authorization", "Bearer hf_what-a-client-always-sends");

        (await server.GetAsync("/v1/models")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
