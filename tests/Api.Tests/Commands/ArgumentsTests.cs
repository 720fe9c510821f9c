using Shouldly;
using TransformerService.Api.Commands;
using TransformerService.Api.Hosting;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Commands;

/// <summary>What the program makes of its arguments, and as a process what it says of wrong ones.</summary>
public sealed class ArgumentsTests
{
    // A space stands between two arguments.
    public static TheoryData<string> Known =>
        [
            "--Models:Path=/models",
            "--Models:Path /models",
            "--models:path=/models",
            "/Models:Path=/models",
            "Models:Path=/models",
            "--Models:Required:0=en-fr",
            "--Inference:RequestTimeout=00:01:00",
            "--Batching:MaxBatchRows 8",
            "--Grpc:MaxStreamInFlight=8",
            "--Shadow:Models:en-fr:SampleRate=0.1",
            "--Shadow:Store:Path=/data/shadow.db",
            "--Shutdown:Delay -00:00:01",
            "--Access:Keys:0:Name=a",
            "--Telemetry:OtlpEndpoint=",
            "--OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317",
            "--Kestrel:Endpoints:Http:Url=http://localhost:1",
            "--Kestrel:Certificates:Default:Path=a.pem",
            "--Kestrel:EndpointDefaults:Protocols=Http2",
            "--Logging:LogLevel:Default=Debug",
            "--AllowedHosts=*",
            "--urls http://localhost:1",
            "--URLS=http://localhost:1",
            "--environment Development",
            "--environment=Development",
            "--contentRoot=/",
            "--applicationName=a",
            "--http_ports=80",
            "--hostBuilder:reloadConfigOnChange=false",
            "--Kestrel=",
            "--Kestrel:Endpoints:Http=",
        ];

    [Theory]
    [MemberData(nameof(Known))]
    public void Read_KeyThatIsRead_IsASetting(string line)
    {
        var arguments = line.Split(' ');

        var read = Arguments.Read(arguments);

        read.Faults.ShouldBeEmpty();
        read.Settings.ShouldBe(arguments);
    }

    [Fact]
    public void Read_EveryKeyOfTheOptions_IsASettingAndKnown()
    {
        KnownSettings.Keys.Count.ShouldBeGreaterThan(60);
        foreach (var key in KnownSettings.Keys)
        {
            Arguments.Read([$"--{key}=1"]).Faults.ShouldBeEmpty(key);
        }

        KnownSettings.Keys.ShouldContain("Access:Keys:0:RequestsPerMinute");
        KnownSettings.Keys.ShouldContain("Shadow:Models:0:SampleRate");
        KnownSettings.Keys.ShouldContain("Access:Limits:MaxConnections");
    }

    public static TheoryData<string[], string> Wrong =>
        new()
        {
            { ["--foo"], "'--foo' is not an option." },
            { ["--foo=bar"], "'--foo' is not an option." },
            { ["--foo", "bar"], "'--foo' is not an option." },
            { ["-x"], "'-x' is not an option." },
            { ["-x=1"], "'-x' is not an option." },
            { ["-Models:Path=/models"], "'-Models:Path' is not an option; did you mean --Models:Path?" },
            { ["--Model:Path=/models"], "'--Model:Path' is not an option; did you mean --Models:Path?" },
            { ["--Models__Path=/models"], "'--Models__Path' is not an option; did you mean --Models:Path?" },
            { ["--models-path", "/models"], "'--models-path' is not an option; did you mean --Models:Path?" },
            { ["--Shadw:SampleRate", "0.1"], "'--Shadw:SampleRate' is not an option; did you mean --Shadow:SampleRate?" },
            {
                ["--Kestrel:Endpoint:Http:Url=http://localhost:1"],
                "'--Kestrel:Endpoint:Http:Url' is not an option; did you mean --Kestrel:Endpoints:Http:Url?"
            },
            { ["--enviroment=Development"], "'--enviroment' is not an option; did you mean --environment?" },
            { ["--url=http://localhost:1"], "'--url' is not an option; did you mean --urls?" },
            { ["--helth"], "'--helth' is not an option; did you mean --health?" },
            { ["--chek"], "'--chek' is not an option; did you mean --check?" },
            { ["--Modelsx"], "'--Modelsx' is not an option." },
            { ["serve"], "'serve' is not a command." },
            { ["comapre", "--model", "intent"], "'comapre' is not a command; did you mean compare?" },
            { ["--check", "compare"], "'compare' is a command, and must be the first argument." },
            { ["--Models:Path"], "--Models:Path needs a value: write --Models:Path=…." },
            { ["--Models:Path", "--check"], "--Models:Path needs a value: write --Models:Path=…." },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Read_KeyThatNothingReads_IsAFault(string[] arguments, string fault) => Arguments.Read(arguments).Faults.ShouldBe([fault]);

    [Fact]
    public void Read_SeveralFaults_NamesThemAll() =>
        Arguments
            .Read(["--verbose", "--Models:Path=/models", "-q", "--foo=1"])
            .Faults.ShouldBe(["'--verbose' is not an option.", "'-q' is not an option.", "'--foo' is not an option."]);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    [InlineData("--check", "--help")]
    [InlineData("--health", "-h")]
    [InlineData("--Models:Path=no-such-folder", "--help")]
    public async Task Program_Help_SaysWhatThereIsAndEndsWithZero(params string[] arguments)
    {
        var run = await CommandLineRun.OfAsync(arguments);

        (run.Code, run.Error).ShouldBe((0, ""));
        foreach (
            var named in new[]
            {
                "Usage:",
                "--check",
                "--health",
                "compare",
                "keys new",
                "--version",
                "--Models:Path=",
                "--Kestrel:Endpoints:Http:Url=",
                "Exit codes",
            }
        )
        {
            run.Output.ShouldContain(named);
        }
    }

    [Theory]
    [InlineData("--model", "compare", "--help")]
    [InlineData("--requests-per-minute", "keys", "new", "-h")]
    [InlineData("new", "keys", "--help")]
    [InlineData("new", "keys")]
    public async Task Command_Help_SaysWhatThereIsAndEndsWithZero(string named, params string[] arguments)
    {
        var run = await CommandLineRun.OfAsync(arguments);

        (run.Code, run.Error).ShouldBe((0, ""));
        run.Output.ShouldContain(named);
        run.Output.ShouldContain($"TransformerService.Api {arguments[0]}");
    }

    [Fact]
    public async Task Program_Version_IsTheBuilds()
    {
        var run = await CommandLineRun.OfAsync("--version");

        (run.Code, run.Error).ShouldBe((0, ""));
        run.Output.ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Theory]
    [InlineData("'--foo' is not an option. See 'TransformerService.Api --help'.", "--foo")]
    [InlineData("'--foo' is not an option. See 'TransformerService.Api --help'.", "--health", "--foo")]
    [InlineData("'--foo' is not an option. See 'TransformerService.Api --help'.", "--check", "--foo=1")]
    [InlineData("'serve' is not a command. See 'TransformerService.Api --help'.", "serve")]
    [InlineData(
        "'--inpt' is not an option of 'compare'; did you mean --input? See 'TransformerService.Api compare --help'.",
        "compare",
        "--model",
        "intent",
        "--inpt",
        "a"
    )]
    [InlineData(
        "--examples takes a whole number from 0 to 10000. See 'TransformerService.Api compare --help'.",
        "compare",
        "--model",
        "a",
        "--input",
        "b",
        "--examples",
        "-1"
    )]
    [InlineData(
        "--role takes caller or admin. See 'TransformerService.Api keys new --help'.",
        "keys",
        "new",
        "--name",
        "a",
        "--role",
        "root"
    )]
    [InlineData("'nwe' is not a command of 'keys'; did you mean new? See 'TransformerService.Api keys --help'.", "keys", "nwe")]
    public async Task Program_WrongArguments_EndsWithASentenceAndTwo(string sentence, params string[] arguments)
    {
        var run = await CommandLineRun.OfAsync(arguments);

        (run.Code, run.Output).ShouldBe((2, ""));
        run.Error.TrimEnd().ShouldBe(sentence);
    }
}
