using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Shadow;

public sealed class ShadowReportTests
{
    private static string[] Texts(int count) =>
        [.. Enumerable.Range(0, count).Select(number => $"Two dogs number {number} are playing in the snow.")];

    [Fact]
    public async Task Report_TeacherAsStudent_FindsNoDifferenceAndHasTheContractsFields()
    {
        await using var server = await ShadowServer.StartAsync(("Shadow:NoiseShare", "1"));
        foreach (var text in Texts(16)[10..])
        {
            await server.TranslateAsync(text);
        }

        await server.TranslateAsync(Texts(10));

        var report = await server.ReportAsync("en-fr", report => report.GetProperty("noise").GetProperty("n").GetInt64() == 16);

        report
            .EnumerateObject()
            .Select(field => field.Name)
            .ShouldBe([
                "model",
                "student",
                "teacher",
                "sampleRate",
                "maxPerSecond",
                "sampled",
                "compared",
                "repeated",
                "dropped",
                "failed",
                "queue",
                "verdict",
                "margin",
                "bounds",
                "since",
                "difference",
                "noise",
                "metrics",
                "windows",
                "history",
                "slices",
                "store",
            ]);
        ShadowServer.Number(report, "sampled").ShouldBe(16);
        ShadowServer.Number(report, "compared").ShouldBe(16);
        report.GetProperty("difference").GetProperty("rate").GetDouble().ShouldBe(0);
        report.GetProperty("noise").GetProperty("rate").GetDouble().ShouldBe(0);
        report
            .GetProperty("metrics")
            .GetProperty("exactMatch")
            .GetProperty("mean")
            .GetDouble()
            .ShouldBe(1, "the caller's options hold for the teacher too");
        report.GetProperty("verdict").GetString().ShouldBe("undecided");
        report.GetProperty("teacher").GetProperty("state").GetString().ShouldBe("ready");
        report
            .GetProperty("teacher")
            .GetProperty("version")
            .GetString()
            .ShouldBe(report.GetProperty("student").GetProperty("version").GetString());
        report
            .GetProperty("windows")
            .EnumerateArray()
            .Select(window => window.GetProperty("window").GetString())
            .ShouldBe(["1h", "24h", "version"]);
        report.GetProperty("store").GetProperty("state").GetString().ShouldBe("available");
        report.GetProperty("queue").GetProperty("capacity").GetInt32().ShouldBe(256);
    }

    [Fact]
    public async Task Report_AnswersThatDiffer_AreCountedSlicedAndConfused()
    {
        await using var server = await ShadowServer.StartAsync();
        await server.ClassifyAsync([.. Enumerable.Range(0, 20).Select(number => $"what is my balance number {number}")]);

        var report = await server.SettledAsync("intent", 20);

        report.GetProperty("difference").GetProperty("rate").GetDouble().ShouldBe(1);
        report.GetProperty("metrics").GetProperty("flip").GetProperty("mean").GetDouble().ShouldBe(1);
        report.GetProperty("slices").GetArrayLength().ShouldBeGreaterThan(0);
        report.GetProperty("confusion").EnumerateArray().Sum(entry => entry.GetProperty("count").GetInt64()).ShouldBe(20);
        report.TryGetProperty("calibration", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Report_AfterARestart_IsWhatItWas()
    {
        var folder = Directory.CreateTempSubdirectory("kept-");
        (string, string)[] store = [("Shadow:Store:Path", Path.Combine(folder.FullName, "sub", "shadow.db"))];
        await using (var server = await ShadowServer.StartAsync(store))
        {
            await server.ClassifyAsync(Texts(8));
            await server.SettledAsync("intent", 8);
        }

        await using (var server = await ShadowServer.StartAsync(store))
        {
            var report = await server.ReportAsync(
                "intent",
                report => report.GetProperty("teacher").GetProperty("state").GetString() == "ready"
            );
            ShadowServer.Number(report, "compared").ShouldBe(8);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Report_FullQueue_DropsAndCountsAndAnswersAll()
    {
        await using var server = await ShadowServer.StartAsync(("Shadow:QueueCapacity", "2"), ("Shadow:BatchTexts", "1"));

        var answer = await server.ClassifyAsync(Texts(300));

        answer.Json.GetProperty("results").GetArrayLength().ShouldBe(300);
        var report = await server.SettledAsync("intent", 300);
        ShadowServer.Number(report, "dropped").ShouldBeGreaterThan(200);
        ShadowServer.Number(report, "failed").ShouldBe(0);
    }

    [Fact]
    public async Task Report_CapOfTheSecond_LimitsWhatIsChosen()
    {
        await using var server = await ShadowServer.StartAsync(("Shadow:MaxPerSecond", "7"));

        await server.ClassifyAsync(Texts(100));

        (await server.SettledAsync("intent", 7)).GetProperty("dropped").GetInt64().ShouldBe(0, "a text above the cap was never chosen");
    }

    [Fact]
    public async Task Report_LongTexts_AreNotChosen()
    {
        await using var server = await ShadowServer.StartAsync(("Shadow:MaxCharacters", "20"));

        await server.ClassifyAsync("a short one", new string('x', 21), "another");

        (await server.SettledAsync("intent", 2)).GetProperty("compared").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task Report_RateOfOneModel_GoesBeforeModelJsonAndDefault()
    {
        var models = ShadowServer.WithTeachers();
        File.WriteAllText(
            Path.Combine(models.Root, "intent", "model.json"),
            """{ "task": "text-classification", "shadow": { "sampleRate": 0.25, "margin": 0.2 } }"""
        );
        await using var server = await ShadowServer.StartAsync(
            models,
            ("Shadow:Models:en-fr:SampleRate", "0"),
            ("Shadow:Models:intent:MaxPerSecond", "9")
        );

        await server.TranslateAsync(Texts(3));

        var translation = await server.ReportAsync("en-fr");
        translation.GetProperty("sampleRate").GetDouble().ShouldBe(0);
        ShadowServer.Number(translation, "sampled").ShouldBe(0);
        var intent = await server.ReportAsync("intent");
        intent.GetProperty("sampleRate").GetDouble().ShouldBe(0.25);
        intent.GetProperty("margin").GetDouble().ShouldBe(0.2);
        intent.GetProperty("maxPerSecond").GetDouble().ShouldBe(9);
    }

    [Fact]
    public async Task Report_TeachersOwnAnswers_AreNotSampled()
    {
        await using var server = await ShadowServer.StartAsync();
        await server.ReportAsync("intent", report => report.GetProperty("teacher").GetProperty("state").GetString() == "ready");

        var answer = await server.PostAsync("/v1/classify", """{"text":"a","model":"intent","variant":"teacher"}""");

        ((int)answer.Status).ShouldBe(200);
        ShadowServer.Number(await server.ReportAsync("intent"), "sampled").ShouldBe(0);
    }

    [Theory]
    [InlineData("alone")]
    [InlineData("nope")]
    public async Task Report_ModelWithoutTeacherOrNoModel_IsModelNotFound(string model)
    {
        await using var server = await ShadowServer.StartAsync();

        foreach (var path in new[] { "", "/disagreements" })
        {
            (await server.GetAsync($"/v1/models/{model}/shadow{path}")).ShouldBeProblem(404, "modelNotFound");
        }
    }

    [Fact]
    public async Task Shadow_ByDefault_KeepsNoTextAnywhere()
    {
        var measured = new ConcurrentQueue<string>(); // from any thread, until the listener is disposed
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) => self.EnableMeasurementEvents(instrument);
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Note(tags));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Note(tags));
        listener.SetMeasurementEventCallback<int>((_, _, tags, _) => Note(tags));
        listener.Start();
        await using var server = await ShadowServer.StartAsync(("Shadow:Store:ControlShare", "1"));
        await server.TranslateAsync($"A {Problems.Canary} dog.");
        await server.ClassifyAsync($"a {Problems.Canary} cat");

        await server.SettledAsync("en-fr", 1);
        var report = await server.ReportAsync(
            "intent",
            report => ShadowServer.Number(report, "compared") == 1 && report.GetProperty("store").GetProperty("unwritten").GetInt64() == 0
        );
        var listed = await server.GetAsync("/v1/models/intent/shadow/disagreements");

        listed.Text.ShouldContain("\"severity\"");
        string[] everything =
        [
            report.GetRawText(),
            listed.Text,
            string.Join('\n', server.Logs),
            string.Join(' ', measured),
            .. Directory.EnumerateFiles(Path.GetDirectoryName(server.StorePath)!).Select(file => Encoding.UTF8.GetString(ReadShared(file))),
        ];
        everything.Length.ShouldBeGreaterThan(4, "the store's file is among them");
        foreach (var text in everything)
        {
            text.ShouldNotContain(Problems.Canary, Case.Insensitive);
        }

        void Note(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (name, value) in tags)
            {
                measured.Enqueue($"{name}={value}");
            }
        }
    }

    [Fact]
    public async Task Shadow_Counters_HaveTheirTags()
    {
        List<(string Instrument, long Value, string Tags)> measured = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name.StartsWith("transformer.shadow.", StringComparison.Ordinal))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) =>
            {
                lock (measured)
                {
                    measured.Add((instrument.Name, value, string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
                }
            }
        );
        listener.Start();
        var models = new FixtureRepository()
            .Add("metered", "roberta-tiny", ShadowServer.Classifier)
            .AddTeacher("metered", "bert-tiny")
            .Add("intent", "roberta-tiny", ShadowServer.Classifier);
        await using var server = await ShadowServer.StartAsync(models, ("Shadow:QueueCapacity", "1"), ("Shadow:BatchTexts", "1"));

        var answer = await server.PostAsync("/v1/classify", JsonSerializer.Serialize(new { text = Texts(50), model = "metered" }));

        ((int)answer.Status).ShouldBe(200);
        var report = await server.SettledAsync("metered", 50);
        lock (measured)
        {
            (
                Sum("transformer.shadow.comparisons", "model=metered,variant=student,task=text-classification,outcome=differs")
                + Sum("transformer.shadow.comparisons", "model=metered,variant=student,task=text-classification,outcome=agrees")
            ).ShouldBe(ShadowServer.Number(report, "compared"));
            Sum("transformer.shadow.dropped", "model=metered,variant=student,task=text-classification,outcome=dropped")
                .ShouldBe(ShadowServer.Number(report, "dropped"));
        }

        long Sum(string instrument, string tags) =>
            measured.Where(one => one.Instrument == instrument && one.Tags == tags).Sum(one => one.Value);
    }

    private static byte[] ReadShared(string file)
    {
        // The server's locks on its files stop programs of .NET alone.
        using var cat = Process.Start(new ProcessStartInfo("cat", [file]) { RedirectStandardOutput = true });
        cat.ShouldNotBeNull();
        using var copy = new MemoryStream();
        cat.StandardOutput.BaseStream.CopyTo(copy);
        cat.WaitForExit();
        cat.ExitCode.ShouldBe(0);
        return copy.ToArray();
    }
}
