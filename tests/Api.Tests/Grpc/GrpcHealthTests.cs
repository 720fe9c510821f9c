using Grpc.Core;
using Grpc.Health.V1;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>grpc.health.v1 on a server that works, and on one that is not ready.</summary>
public sealed class GrpcHealthTests(ApiServer server)
{
    [Theory]
    [InlineData("")]
    [InlineData("transformer.v1.Transformer")]
    [InlineData("en-fr")]
    [InlineData("sentiment")]
    public async Task Check_Ready_IsServing(string service)
    {
        (await CheckAsync(server, service)).ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task Check_UnknownService_IsNotFound()
    {
        var failure = await Should.ThrowAsync<RpcException>(() => CheckAsync(server, "nope"));

        failure.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Theory]
    [InlineData("", ServingStatus.Serving)]
    [InlineData("nope", ServingStatus.ServiceUnknown)]
    public async Task Watch_Always_TellsAtOnce(string service, ServingStatus status)
    {
        using var call = new Health.HealthClient(server.Grpc).Watch(
            new HealthCheckRequest { Service = service },
            cancellationToken: TestContext.Current.CancellationToken
        );

        (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeTrue();
        call.ResponseStream.Current.Status.ShouldBe(status);
    }

    [Fact]
    public async Task Check_AModelFailed_IsNotServingAndItsCallsAreUnavailable()
    {
        const string translation = """{ "task": "translation" }""";
        var models = new FixtureRepository()
            .Add("good", "marian-tiny", translation)
            .Add("broken", "marian-tiny", translation, "encoder_model.onnx");
        await using var partly = new ApiServer(models);
        await partly.InitializeAsync();

        (await CheckAsync(partly, "good")).ShouldBe(ServingStatus.Serving);
        (await CheckAsync(partly, "broken")).ShouldBe(ServingStatus.NotServing);
        (await CheckAsync(partly, "")).ShouldBe(ServingStatus.Serving);
        await new V1.Transformer.TransformerClient(partly.Grpc)
            .TranslateAsync(
                new V1.TranslateRequest { Texts = { "a" }, Model = "broken" },
                cancellationToken: TestContext.Current.CancellationToken
            )
            .ResponseAsync.ShouldFailAsync(StatusCode.Unavailable, "modelNotReady", retryAfter: 5);
    }

    [Fact]
    public async Task Watch_ServerStops_SaysSoAndEnds()
    {
        await using var stopping = new ApiServer(ApiServer.DefaultNames());
        await stopping.InitializeAsync();
        using var call = new Health.HealthClient(stopping.Grpc).Watch(
            new HealthCheckRequest(),
            cancellationToken: TestContext.Current.CancellationToken
        );
        (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeTrue();

        stopping.StopApplication();

        (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeTrue();
        call.ResponseStream.Current.Status.ShouldBe(ServingStatus.NotServing);
        (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    private static async Task<ServingStatus> CheckAsync(ApiServer server, string service)
    {
        var answer = await new Health.HealthClient(server.Grpc).CheckAsync(
            new HealthCheckRequest { Service = service },
            cancellationToken: TestContext.Current.CancellationToken
        );
        return answer.Status;
    }
}
