using System.Diagnostics;
using Shouldly;
using TransformerService.Api.Access;
using Xunit;

namespace TransformerService.Api.Tests.Hosting;

/// <summary>The program as a process: a wrong configuration ends it with sentences and an exit code.</summary>
public sealed class ConfigurationFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Start_SeveralFaults_NamesThemAll()
    {
        var error = await StartAsync("--Access:MaxRequestBodyBytes=many", "--Inference:IntraOpThreads=0", "--Batching:MaxBatchRows=0");

        error.ShouldContain("Access:MaxRequestBodyBytes");
        error.ShouldContain("Inference:IntraOpThreads");
        error.ShouldContain("Batching:MaxBatchRows");
    }

    [Theory]
    [InlineData("--Access:MaxRequestBodyBytes=5", "Access:MaxRequestBodyBytes")]
    [InlineData("--Access:MaxRequestBodyBytes=many", "Access:MaxRequestBodyBytes")]
    [InlineData("--Inference:RequestTimout=00:00:10", "RequestTimout")]
    [InlineData("--Inference:ExecutionProvider=Gpu", "Inference:ExecutionProvider")]
    [InlineData("--Models:Path=no-such-folder", "Models:Path")]
    [InlineData("--Kestrel:Endpoints:Http:Url=nonsense", "nonsense")]
    [InlineData("--Kestrel:Endpoints:Grpc:Url=nonsense", "nonsense")]
    [InlineData("--Grpc:MaxStreamInFlight=0", "Grpc:MaxStreamInFlight")]
    [InlineData("--Shadow:SampleRate=1.5", "Shadow:SampleRate")]
    [InlineData("--Shadow:Margin=0", "Shadow:Margin")]
    [InlineData("--Shadow:HashKey=short", "Shadow:HashKey")]
    [InlineData("--Shadow:SampelRate=1", "SampelRate")]
    [InlineData("--Shadow:Models:en-fr:SampleRate=2", "Shadow:Models:en-fr:SampleRate")]
    [InlineData("--Shadow:Teacher:MaxRetries=-1", "Shadow:Teacher:MaxRetries")]
    [InlineData("--Shadow:Store:MaxSamples=-1", "Shadow:Store:MaxSamples")]
    [InlineData("--Shadow:Store:PostgreSql=nonsense", "Shadow:Store:PostgreSql")]
    [InlineData("--Shadow:VerdictInterval=00:00:00", "Shadow:VerdictInterval")]
    [InlineData("--Telemetry:OtlpEndpoint=collector:4317", "Telemetry:OtlpEndpoint (or OTEL_EXPORTER_OTLP_ENDPOINT) must be")]
    [InlineData("--Telemetry:OtlpEndpoint=nonsense", "Telemetry:OtlpEndpoint")]
    [InlineData("--OTEL_EXPORTER_OTLP_ENDPOINT=nonsense", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("--OTEL_EXPORTER_OTLP_PROTOCOL=carrier-pigeon", "OTEL_EXPORTER_OTLP_PROTOCOL")]
    [InlineData("--Telemetry:OtlpProtocol=Pigeon", "Telemetry:OtlpProtocol")]
    [InlineData("--Telemetry:OtlpEndpont=http://collector:4317", "OtlpEndpont")]
    [InlineData("--Access:AdminKey=a key of the days before", "AdminKey")]
    [InlineData("--Access:WrongKeysPerMinute=0", "Access:WrongKeysPerMinute")]
    [InlineData("--Access:Limits:MaxHeaders=1", "Access:Limits:MaxHeaders")]
    [InlineData("--Access:Limits:SlowGracePeriod=0", "Access:Limits:SlowGracePeriod")]
    [InlineData("--Access:ClientAuthority=no-such-file", "Access:ClientAuthority")]
    [InlineData("--Kestrel:Certificates:Default:Path=no-such-file.pem", "no-such-file.pem")]
    [InlineData("--Kestrel:Certificates:Default:Path=appsettings.json", "Kestrel:Certificates")]
    [InlineData("--Access:Keys:0:Name=ops", "Access:Keys:0:Hash")]
    [InlineData("--Access:Keys:0:Role=root", "Access:Keys:0:Role")]
    [InlineData("--Access:Keys:0:Hash=tsk_the-key-itself", "Access:Keys:0:Hash is no hash")]
    [InlineData("--Access:Keys:0:RequestsPerMinute=0", "Access:Keys:0:RequestsPerMinute")]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://0.0.0.0:0", "Access:AllowAnonymous=true")]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://*:0", "Kestrel:Endpoints:Http:Url")]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://[::]:0", "Kestrel:Endpoints:Http:Url")]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://anything.example:0", "Kestrel:Endpoints:Http:Url")]
    [InlineData("--Kestrel:Endpoints:Admin:Url=http://+:0", "Kestrel:Endpoints:Admin:Url")]
    [InlineData("--Grpc:MaxStreamInFlight=10001", "Grpc:MaxStreamInFlight")]
    [InlineData("--Grpc:MaxStreamsInFlight=1", "MaxStreamsInFlight")]
    public async Task Start_WrongConfiguration_EndsWithItsFaults(string argument, string named)
    {
        var error = await StartAsync(argument);

        error.ShouldContain(named);
    }

    private static async Task<string> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AccessOptions).Assembly.Location, "--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:0", .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);

        var error = await process.StandardError.ReadToEndAsync(patience.Token);
        await output;
        await process.WaitForExitAsync(patience.Token);

        process.ExitCode.ShouldBe(1);
        error.ShouldNotContain("   at ");
        error.ShouldNotContain("Unhandled exception");
        return error;
    }
}
