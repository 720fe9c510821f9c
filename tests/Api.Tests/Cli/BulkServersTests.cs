using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Api.Tests.Shadow;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Errors;
using TransformerService.Cli.Servers;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Cli;

/// <summary>Servers that end, return, are busy or refuse, while a file is done.</summary>
public sealed class BulkServersTests(ApiServer server) : IDisposable
{
    private readonly BulkFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Run_OneServerKilledAndTheOtherRestarted_WritesEveryLineOnce()
    {
        const int Count = 4000;
        var lines = await ManyLines.OfAsync(server);
        _files.Write("in.jsonl", ManyLines.Input(Count));
        using var models = ApiServer.DefaultNames();
        await using var killed = await ServerProcess.StartReadyAsync(
            $"--Models:Path={models.Root}",
            $"--Shadow:Store:Path={_files.Path("s.db")}"
        );
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        var restarted = await StartAsync(address);
        await using var process = CliProcess.Start(
            "translate-file",
            _files.Path("in.jsonl"),
            "--output",
            _files.Path("out.jsonl"),
            "--output-field=answer",
            $"--server={killed.Rest}",
            $"--server={address}",
            "--batch=2",
            "--in-flight=2"
        );

        await process.UntilAsync(_files.Path("out.jsonl.part"), 1000);
        killed.Kill();
        await SaysAsync($"{killed.Rest} does not answer");
        await restarted.DisposeAsync();
        await SaysAsync($"{address} does not answer");
        await using (await StartAsync(address))
        {
            (await process.ExitAsync()).ShouldBe((int)ExitCode.LinesFailed, process.Said);
        }

        process.Said.ShouldContain($"{address} answers again.");
        (await _files.ReadAsync("out.jsonl")).ShouldBe(lines.Output(Count));

        Task SaysAsync(string what) =>
            Eventually.FindAsync(
                () => Task.FromResult(process.HasExited || process.Said.Contains(what, StringComparison.Ordinal)),
                holds => holds,
                _ => process.Said
            );
    }

    [Fact]
    public async Task Run_BusyServer_IsAskedAgainWithoutFaults()
    {
        await using var busy = new ApiServer(ApiServer.DefaultNames(), ("Inference:MaxConcurrentRequests", "1"));
        await busy.InitializeAsync();
        _files.Write("in.txt", string.Concat(Enumerable.Repeat("two dogs\na cat\n", 20)));

        (await BulkFiles.RunAsync(Many(_files.Plan(busy, "in.txt", "out.txt")))).ShouldBe(ExitCode.Success);

        (await _files.ReadAsync("out.txt")).Split('\n').Length.ShouldBe(41);

        static TransformerService.Cli.Bulk.BulkPlan Many(TransformerService.Cli.Bulk.BulkPlan plan) =>
            plan with
            {
                Batch = 4,
                Servers = plan.Servers with { InFlight = 8 },
            };
    }

    [Fact]
    public async Task Run_TextThatTheServerRefuses_AloneGetsTheFault()
    {
        await using var small = new ApiServer(ApiServer.DefaultNames(), ("Inference:MaxRowsPerRequest", "8"));
        await small.InitializeAsync();
        var sentences = string.Join(' ', Enumerable.Repeat("Two dogs play.", 9));
        _files.Write("in.txt", $"two dogs\na cat\n{sentences}\nthe sun\nhello\nit rains\n");

        (await BulkFiles.RunAsync(_files.Plan(small, "in.txt", "out.txt"))).ShouldBe(ExitCode.LinesFailed);

        var output = (await _files.ReadAsync("out.txt")).Split('\n');
        (output.Length, output[2]).ShouldBe((7, ""));
        output.Count(line => line.Length > 0).ShouldBe(5);
        (await _files.ReadAsync("out.txt.faults.jsonl")).ShouldStartWith("""{"line":3,"code":"inputTooLarge",""");
    }

    [Fact]
    public async Task Run_TranslationThatIsCut_StandsInTheOutputAndIsAFault()
    {
        var endless = string.Join(' ', Enumerable.Repeat("word", 300));
        _files.Write("in.txt", $"two dogs\n{endless}\n");
        var direct = await server.PostAsync("/v1/translate", $$"""{ "text": "{{endless}}", "model": "en-fr" }""");
        var expected = direct.Json.GetProperty("translations")[0];
        expected.GetProperty("truncated").GetBoolean().ShouldBeTrue();

        (await BulkFiles.RunAsync(_files.Plan(server, "in.txt", "out.txt"))).ShouldBe(ExitCode.LinesFailed);

        (await _files.ReadAsync("out.txt")).Split('\n')[1].ShouldBe(expected.GetProperty("text").GetString());
        (await _files.ReadAsync("out.txt.faults.jsonl")).ShouldStartWith(
            """{"line":2,"code":"truncated","reason":"The translation was cut"""
        );
    }

    [Fact]
    public async Task Run_LabelsOfATextThatIsTooLong_StandInTheOutputAndAreAFault()
    {
        _files.Write("in.txt", $"a fine film\n{string.Join(' ', Enumerable.Repeat("word", 2_000))}\n");

        var plan = _files.Plan(server, "in.txt", "out.txt") with { Task = new ClassifyTask("sentiment", 1) };
        (await BulkFiles.RunAsync(plan)).ShouldBe(ExitCode.LinesFailed);

        (await _files.ReadAsync("out.txt")).Split('\n')[1].Split('\t')[0].ShouldBeOneOf("POSITIVE", "NEGATIVE");
        (await _files.ReadAsync("out.txt.faults.jsonl")).ShouldStartWith("""{"line":2,"code":"truncated","reason":"The text is longer""");
    }

    [Fact]
    public async Task Run_NoServer_GivesUpAndSaysWhatToDo()
    {
        _files.Write("in.txt", "two dogs\n");
        var plan = _files.Plan(server, "in.txt", "out.txt") with
        {
            Servers = new ServerPoolSettings
            {
                Addresses = [new Uri($"http://127.0.0.1:{FreePort.Find()}")],
                GiveUpAfter = TimeSpan.FromSeconds(1),
            },
        };

        var failure = await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(plan));

        failure.Code.ShouldBe(ExitCode.Failed);
        failure.Message.ShouldStartWith("No server has answered for 1 s (--give-up-after): ");
        failure.Message.ShouldEndWith("Run the same command again to go on.");
    }

    [Fact]
    public async Task Run_OptionsThatTheServerRefuses_EndBeforeTheFirstLine()
    {
        _files.Write("in.txt", "two dogs\n");
        foreach (
            var (task, why) in new (IBulkTask, string)[]
            {
                (new TranslateTask("nope", null, null), "The server has no model 'nope' for this command; its models for it are en-fr."),
                (new TranslateTask(null, "en", "zh"), "There is no model that translates"),
                (new EmbedTask(null, null), "The server has no model for feature-extraction."),
            }
        )
        {
            var failure = await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(_files.Plan(server, "in.txt", "out.txt", task: task)));

            failure.Code.ShouldBe(ExitCode.WrongArguments);
            failure.Message.ShouldContain(why);
            File.Exists(_files.Path("out.txt.part")).ShouldBeFalse();
        }
    }

    private static async Task<ApiServer> StartAsync(Uri address)
    {
        var started = new ApiServer(ApiServer.DefaultNames(), ("Kestrel:Endpoints:Http:Url", address.AbsoluteUri));
        await started.InitializeAsync();
        return started;
    }
}
