using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Api.Tests.Shadow;
using TransformerService.Api.Tests.Versions;
using Xunit;

namespace TransformerService.Api.Tests.WebConsole;

/// <summary>The console in Chromium, through npm's playwright-core: tests/Clients/console.mjs is what a person does.</summary>
public sealed class ConsoleTests
{
    private const string Chromium = "/usr/bin/chromium";

    private const string Hostile = """\"><img src=x onerror=\"window.broken=1\"><script>window.broken=1</script>""";

    private static readonly string Folder = Path.GetFullPath(Path.Combine(Golden.Folder(""), "..", "Clients"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_LightAndDarkNarrowAndWide_AreAccessibleAndWithoutErrors()
    {
        await using var server = await ShadowServer.StartAsync();
        await FillShadowAsync(server, "Two dogs are playing in the snow.");

        await RunAsync(
            new
            {
                address = Address(server),
                scenario = "pages",
                adminKey = ShadowServer.AdminKey,
                screenshots = Environment.GetEnvironmentVariable("CONSOLE_SCREENSHOTS"),
            }
        );
    }

    [Fact]
    public async Task Try_EveryPart_DoesItsJob()
    {
        await using var server = await ShadowServer.StartAsync();

        await RunAsync(new { address = Address(server), scenario = "try" });
    }

    [Fact]
    public async Task Try_GeneratedText_IsStreamedAndSampledByASeed()
    {
        await using var server = await ShadowServer.StartAsync(new FixtureRepository().Add("summary", "pegasus-tiny", "{}"));

        await RunAsync(new { address = Address(server), scenario = "generate" });
    }

    [Fact]
    public async Task Try_EmbeddingsRankingsAndTags_ShowTheirAnswers()
    {
        await using var server = await ShadowServer.StartAsync(
            new FixtureRepository()
                .Add("embedder", "sentence-bert-tiny", "{}")
                .Add("ranker", "cross-encoder-tiny", """{ "task": "text-ranking" }""")
                .Add("tagger", "bert-ner-tiny", "{}")
        );

        await RunAsync(new { address = Address(server), scenario = "encoders" });
    }

    [Fact]
    public async Task Keys_OnAndOff_AreAskedForAndForgotten()
    {
        await using var server = await AccessServer.StartAsync();

        await RunAsync(
            new
            {
                address = Address(server),
                scenario = "keys",
                key = AccessServer.CallerKey,
                adminKey = AccessServer.AdminKey,
            }
        );
    }

    [Fact]
    public async Task HostileTexts_InEveryField_StayTexts()
    {
        // Also what models say of themselves, and what the shadow keeps.
        var described = "{ \"task\": \"text-classification\", \"description\": \"" + Hostile + "\", \"license\": \"" + Hostile + "\" }";
        await using var server = await ShadowServer.StartAsync(
            new FixtureRepository()
                .Add("en-fr", "marian-tiny", ShadowServer.EnFr)
                .AddTeacher("en-fr", "marian-tiny")
                .Add("intent", "roberta-tiny", described)
                .AddTeacher("intent", "bert-tiny"),
            ("Shadow:StoreText", "true"),
            ("Access:AllowAnonymous", "true")
        );
        await FillShadowAsync(server, "\"><img src=x onerror=\"window.broken=1\">");

        await RunAsync(
            new
            {
                address = Address(server),
                scenario = "xss",
                adminKey = ShadowServer.AdminKey,
            }
        );
    }

    [Fact]
    public async Task Shadow_Decisions_SayWhoDidWhatByWhatNumbers()
    {
        await using var server = await VersionServer.StartAsync();

        await RunAsync(
            new
            {
                address = Address(server),
                scenario = "decisions",
                adminKey = VersionServer.AdminKey,
                current = (await server.VersionAsync("m", "1")).GetProperty("version").GetString(),
                canary = (await server.VersionAsync("m", "2")).GetProperty("version").GetString(),
            }
        );
    }

    [Fact]
    public async Task Models_TwoVersions_SayWhatChanged()
    {
        await using var server = await VersionServer.StartAsync();
        VersionFiles.Write(server.Root, "m", "1", 80.5, ("a film", "JOY", 0.5));
        VersionFiles.Write(server.Root, "m", "2", 81, ("a film", "FEAR", 0.75), ("a book", "JOY", 0.25));

        await RunAsync(
            new
            {
                address = Address(server),
                scenario = "changes",
                adminKey = VersionServer.AdminKey,
            }
        );
    }

    [Fact]
    public async Task Shadow_History_ShowsHowTheVerdictCameAbout()
    {
        await using var server = await ShadowServer.StartAsync(
            new FixtureRepository()
                .Add("en-fr", "marian-tiny", ShadowServer.EnFr)
                .AddTeacher("en-fr", "marian-tiny")
                .Add("intent", "roberta-tiny", "{ \"task\": \"text-classification\" }")
                .AddTeacher("intent", "bert-tiny")
        );

        await RunAsync(new { address = Address(server), scenario = "history" });
    }

    [Fact]
    public async Task Shadow_Cascade_ShowsBudgetBoundAndCurve()
    {
        const string Cascade = """{ "task": "text-classification", "cascade": { "budget": 0.25 } }""";
        await using var server = await ShadowServer.StartAsync(
            new FixtureRepository()
                .Add("en-fr", "marian-tiny", ShadowServer.EnFr)
                .AddTeacher("en-fr", "marian-tiny")
                .Add("intent", "roberta-tiny", Cascade)
                .AddTeacher("intent", "bert-tiny")
        );
        await FillShadowAsync(server, "what is my balance");

        await RunAsync(
            new
            {
                address = Address(server),
                scenario = "cascade",
                texts = 20,
            }
        );
    }

    [Fact]
    public async Task Restart_OfTheServer_IsSurvived()
    {
        SkipWithoutBrowser();
        using var models = ApiServer.DefaultNames();
        var (port, data) = (FreePort.Find(), Directory.CreateTempSubdirectory("console-"));
        try
        {
            await RunAsync(
                new
                {
                    address = $"http://127.0.0.1:{port}",
                    scenario = "restart",
                    server = new
                    {
                        command = Path.Combine(AppContext.BaseDirectory, "TransformerService.Api"),
                        args = new[]
                        {
                            $"--Kestrel:Endpoints:Http:Url=http://127.0.0.1:{port}",
                            $"--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:{FreePort.Find()}",
                            "--Models:Path=" + models.Root,
                            "--Shadow:Store:Path=" + Path.Combine(data.FullName, "shadow.db"),
                        },
                    },
                }
            );
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static string Address(ApiServer server) => server.Address.ToString().TrimEnd('/');

    /// <summary>Sends texts on which student and teacher of intent differ.</summary>
    private static async Task FillShadowAsync(ApiServer server, string text)
    {
        for (var number = 0; number < 20; number++)
        {
            var body = JsonSerializer.Serialize(new { text = $"{text} {number}", model = "intent" });
            (await server.PostAsync("/v1/classify", body)).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        }
    }

    private static string SkipWithoutBrowser()
    {
        var node = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "node"))
            .FirstOrDefault(File.Exists);
        if (node is null || !File.Exists(Chromium) || !Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")))
        {
            Assert.Skip("Node, Chromium or tests/Clients/node_modules/playwright-core is missing: run tools/install-test-tools.sh.");
        }

        return node;
    }

    /// <summary>Runs one scenario; what does not hold is its message.</summary>
    private static async Task RunAsync(object job)
    {
        var start = new ProcessStartInfo(SkipWithoutBrowser(), ["console.mjs"])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
        var errors = process.StandardError.ReadToEndAsync(Token);
        try
        {
            await process.StandardInput.WriteAsync(JsonSerializer.Serialize(job).AsMemory(), Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        process.ExitCode.ShouldBe(0, await errors);
    }
}
