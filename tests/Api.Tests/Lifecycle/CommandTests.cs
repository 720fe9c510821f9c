using Shouldly;
using TransformerService.Api.Commands;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Lifecycle;

/// <summary>The program's <c>--check</c> and <c>--health</c> as processes, and what becomes of readiness while it stops.</summary>
public sealed class CommandTests
{
    private const string Translation = """{ "task": "translation" }""";

    [Fact]
    public async Task Check_GoodModels_ListsThemAndEndsWithZero()
    {
        using var models = new FixtureRepository().Add("good", "marian-tiny", Translation);
        await using var check = ServerProcess.Start(["--check", $"--Models:Path={models.Root}"]);

        (await check.ExitAsync()).ShouldBe(0, string.Join('\n', check.Output));
        check.Output.ShouldContain(line =>
            line.StartsWith("good", StringComparison.Ordinal) && line.Contains("ready", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Check_AFaultyModel_SaysWhyAndEndsWithOne()
    {
        using var models = new FixtureRepository()
            .Add("good", "marian-tiny", Translation)
            .Add("broken", "marian-tiny", Translation, "encoder_model.onnx");
        await using var check = ServerProcess.Start([$"--Models:Path={models.Root}", "--check"]);

        (await check.ExitAsync()).ShouldBe(1);
        check.Output.ShouldContain(line => line.StartsWith("fault: broken/student:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_WrongConfiguration_NamesItAndEndsWithOne()
    {
        await using var check = ServerProcess.Start(["--check", "--Shutdown:Delay=-00:00:01"]);

        (await check.ExitAsync()).ShouldBe(1);
        check.Output.ShouldContain(line => line.Contains("Shutdown:Delay", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Terminate_WithADelay_IsNotReadyAtOnceAndAnswersOn()
    {
        using var models = new FixtureRepository().Add("good", "marian-tiny", Translation);
        await using var server = await ServerProcess.StartReadyAsync($"--Models:Path={models.Root}", "--Shutdown:Delay=00:01:00");
        await HealthAsync(server, expected: 0);

        server.Terminate();

        await server.UntilAsync(async () => await server.StatusAsync("/health/ready") == 503);
        (await server.StatusAsync("/health/live")).ShouldBe(200);
        (await server.StatusAsync("/v1/models")).ShouldBe(200);
        await HealthAsync(server, expected: 1);
    }

    [Theory]
    [InlineData("http://+:8080", "http://127.0.0.1:8080/health/ready")]
    [InlineData("http://0.0.0.0:80", "http://127.0.0.1:80/health/ready")]
    [InlineData("https://[::]:8443", "https://[::1]:8443/health/ready")]
    [InlineData("http://localhost:8080", "http://localhost:8080/health/ready")]
    public void Address_WhatTheServerListensOn_CanBeAskedFromHere(string listening, string asked)
    {
        HealthCommand.Address(listening).ShouldBe(new Uri(asked));
    }

    private static async Task HealthAsync(ServerProcess server, int expected)
    {
        await using var health = ServerProcess.Run("--health", $"--Kestrel:Endpoints:Http:Url={server.Rest}");
        (await health.ExitAsync()).ShouldBe(expected);
    }
}
