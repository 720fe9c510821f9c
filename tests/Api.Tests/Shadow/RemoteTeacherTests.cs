using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Shadow;

/// <summary>A teacher on another server, over real sockets, and whatever may become of it.</summary>
public sealed class RemoteTeacherTests
{
    private static readonly (string, string)[] Impatient =
    [
        ("Shadow:Teacher:Timeout", "00:00:00.300"),
        ("Shadow:Teacher:MaxRetries", "1"),
        ("Shadow:Teacher:RetryDelay", "00:00:00.010"),
        ("Shadow:Teacher:MinimumThroughput", "2"),
        ("Shadow:Teacher:BreakDuration", "00:00:00.500"),
        ("Shadow:Teacher:SamplingDuration", "00:00:05"),
    ];

    [Fact]
    public async Task Remote_AnotherServersTeacher_ComparesWithItsTeacherVariant()
    {
        await using var teacher = await ShadowServer.StartAsync();
        await using var server = await ShadowServer.StartAsync(Models(teacher.GrpcAddress.Port));

        await server.ClassifyAsync("a", "b", "c");
        await server.TranslateAsync("Two dogs.", "A man is sitting.");

        var intent = await server.SettledAsync("intent", 3);
        ShadowServer.Number(intent, "compared").ShouldBe(3);
        var expected = await teacher.ReportAsync("intent");
        intent
            .GetProperty("teacher")
            .GetProperty("version")
            .GetString()
            .ShouldBe(expected.GetProperty("teacher").GetProperty("version").GetString());
        intent.GetProperty("teacher").GetProperty("state").GetString().ShouldBe("ready");
        intent.GetProperty("teacher").GetProperty("variant").GetString().ShouldBe($"grpc://127.0.0.1:{teacher.GrpcAddress.Port}/intent");
        var translation = await server.SettledAsync("en-fr", 2);
        translation
            .GetProperty("metrics")
            .GetProperty("exactMatch")
            .GetProperty("mean")
            .GetDouble()
            .ShouldBe(1, "with the caller's options");
    }

    [Theory]
    [InlineData("", 0, "unreachable")]
    [InlineData(ShadowServer.AdminKey, 2, "ready")]
    public async Task Remote_ThatNeedsAKey_ComparesWithItAlone(string key, int compared, string state)
    {
        await using var teacher = await ShadowServer.StartAsync(("Access:AllowAnonymous", "false"));
        await using var server = await ShadowServer.StartAsync(
            Models(teacher.GrpcAddress.Port),
            [.. Impatient, ("Shadow:Teacher:Timeout", "00:00:30"), ("Shadow:Teacher:Key", key)]
        );

        await server.ClassifyAsync("a", "b");

        var report = await server.SettledAsync("intent", 2);
        ShadowServer.Number(report, "compared").ShouldBe(compared);
        report.GetProperty("teacher").GetProperty("state").GetString().ShouldBe(state);
        report.GetRawText().ShouldNotContain(ShadowServer.AdminKey);
    }

    [Fact]
    public async Task Remote_UnreachableThenThere_FailsAndRecovers()
    {
        var port = FreePort.Find();
        await using var server = await ShadowServer.StartAsync(Models(port), Impatient);
        (await server.ReportAsync("intent")).GetProperty("teacher").GetProperty("state").GetString().ShouldBe("loading");

        await server.ClassifyAsync("a", "b");
        var before = await server.SettledAsync("intent", 2);
        ShadowServer.Number(before, "failed").ShouldBe(2);
        before.GetProperty("teacher").GetProperty("state").GetString().ShouldBe("unreachable");

        // On a busy machine the circuit may have closed a little by the time that a text is asked about; then that text opens it again.
        await Eventually.FindAsync(
            AskAsync,
            report =>
                report.GetProperty("teacher").GetProperty("detail").GetString()?.Contains("circuit is open", StringComparison.Ordinal)
                == true,
            report => report.GetRawText()
        );

        await using var teacher = await ShadowServer.StartAsync(("Kestrel:Endpoints:Grpc:Url", $"http://127.0.0.1:{port}"));
        var after = await RecoverAsync(server);
        after.GetProperty("teacher").GetProperty("state").GetString().ShouldBe("ready");

        async Task<JsonElement> AskAsync()
        {
            await server.ClassifyAsync("c");
            return await server.SettledAsync("intent", ShadowServer.Number(await server.ReportAsync("intent"), "sampled"));
        }
    }

    [Fact]
    public async Task Remote_KilledAndRestarted_IsAskedAgainByItself()
    {
        var port = FreePort.Find();
        var at = ("Kestrel:Endpoints:Grpc:Url", $"http://127.0.0.1:{port}");
        var first = await ShadowServer.StartAsync(at);
        await using var server = await ShadowServer.StartAsync(Models(port), [.. Impatient, ("Shadow:Teacher:Timeout", "00:00:30")]);
        await server.ClassifyAsync("a");
        ShadowServer.Number(await server.SettledAsync("intent", 1), "compared").ShouldBe(1);

        await first.DisposeAsync();
        await server.ClassifyAsync("b");
        var down = await server.SettledAsync("intent", 2);
        ShadowServer.Number(down, "failed").ShouldBe(1);
        down.GetProperty("teacher").GetProperty("state").GetString().ShouldBe("unreachable");

        await using var second = await ShadowServer.StartAsync(at);
        await RecoverAsync(server);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhello")]
    public async Task Remote_HungOrNoGrpcAtAll_FailsInTimeAndAnswersGoOn(string says)
    {
        await using var mute = new MuteServer(System.Text.Encoding.ASCII.GetBytes(says));
        await using var server = await ShadowServer.StartAsync(Models(mute.Port), Impatient);
        var started = Stopwatch.GetTimestamp();

        for (var call = 0; call < 20; call++)
        {
            (await server.ClassifyAsync($"text {call}")).Json.GetProperty("results").GetArrayLength().ShouldBe(1);
        }

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        var report = await server.SettledAsync("intent", 20);
        ShadowServer.Number(report, "failed").ShouldBe(20);
        ShadowServer.Number(report, "compared").ShouldBe(0);
        report.GetProperty("teacher").GetProperty("state").GetString().ShouldBe("unreachable");
    }

    [Fact]
    public async Task Remote_Hung_FillsTheQueueAndDropsTheRest()
    {
        await using var mute = new MuteServer();
        await using var server = await ShadowServer.StartAsync(
            Models(mute.Port),
            [.. Impatient, ("Shadow:QueueCapacity", "3"), ("Shadow:BatchTexts", "1"), ("Shadow:Teacher:Timeout", "00:01:00")]
        );

        await server.ClassifyAsync([.. Enumerable.Range(0, 40).Select(number => $"text {number}")]);

        // The first may not have been taken from the queue yet when all have been offered.
        var report = await server.ReportAsync(
            "intent",
            report => ShadowServer.Number(report, "sampled") == 40 && Waiting(report) == 39 - ShadowServer.Number(report, "dropped")
        );
        ShadowServer.Number(report, "dropped").ShouldBeInRange(36, 37, "one is asked about, three wait");

        static int Waiting(JsonElement report) => report.GetProperty("queue").GetProperty("length").GetInt32();
    }

    public static TheoryData<string> WrongAnswers => ["nothing", "too many", "no version", "no labels", "no number"];

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public async Task Remote_AnswersThatAreNone_AreFailures(string kind)
    {
        await using var wrong = await WrongTeacher.StartAsync(request => Wrong(kind, request));
        await using var server = await ShadowServer.StartAsync(Models(wrong.Port), Impatient);

        await server.ClassifyAsync("a", "b");

        ShadowServer.Number(await server.SettledAsync("intent", 2), "failed").ShouldBe(2);
        await server.ClassifyAsync("c");
        await server.SettledAsync("intent", 3);
    }

    private static ClassifyResponse Wrong(string kind, ClassifyRequest request)
    {
        var fine = new Classification
        {
            Labels =
            {
                new LabelScore { Label = "x", Score = 1 },
            },
        };
        var count = kind switch
        {
            "nothing" => 0,
            "too many" => request.Texts.Count + 1,
            _ => request.Texts.Count,
        };
        var response = new ClassifyResponse { Version = kind == "no version" ? "" : "v", Results = { Enumerable.Repeat(fine, count) } };
        if (kind == "no labels")
        {
            fine.Labels.Clear();
        }

        if (kind == "no number")
        {
            fine.Labels[0].Score = double.NaN;
        }

        return response;
    }

    private static FixtureRepository Models(int port) =>
        new FixtureRepository()
            .Add(
                "en-fr",
                "marian-tiny",
                $$"""{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "teacher": "grpc://127.0.0.1:{{port}}/en-fr" }"""
            )
            .Add("intent", "roberta-tiny", $$"""{ "task": "text-classification", "teacher": "grpc://127.0.0.1:{{port}}/intent" }""");

    /// <summary>Asks until the teacher was compared with once more.</summary>
    private static async Task<JsonElement> RecoverAsync(ShadowServer server)
    {
        var before = ShadowServer.Number(await server.ReportAsync("intent"), "compared");
        return await Eventually.FindAsync(
            AskAgainAsync,
            report => ShadowServer.Number(report, "compared") > before,
            report => report.GetRawText()
        );

        async Task<JsonElement> AskAgainAsync()
        {
            await server.ClassifyAsync("again");
            return await server.ReportAsync("intent");
        }
    }
}
