using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Shadow;

/// <summary>
/// A teacher that answers where its student is unsure, over real sockets. The teacher of the classifier has other labels than the student,
/// so an answer shows whose it is.
/// </summary>
public sealed class CascadeTests
{
    private const double Budget = 0.25;
    private const string Cascade = "\"cascade\": { \"budget\": 0.25, \"alpha\": 0.05, \"maxWait\": 60000 }";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Near_RiskyTexts_AreTheTeachersWithinTheBudget()
    {
        await using var server = await ShadowServer.StartAsync(Near());
        var teacher = await TeacherVersionAsync(server);
        List<JsonElement> results = [];
        for (var number = 0; number < 240; number++)
        {
            var answer = await AskAsync(server, Text(number));
            var result = answer.Json.GetProperty("results")[0];
            results.Add(result);
            Escalated(results).ShouldBeLessThanOrEqualTo((int)(Budget * results.Count));
            result.GetProperty("calibrated").GetBoolean().ShouldBeFalse();
            result.GetProperty("risk").GetDouble().ShouldBeInRange(0, 1);
            var isEscalated = result.GetProperty("escalated").GetBoolean();
            result.GetProperty("variant").GetString().ShouldBe(isEscalated ? "teacher" : "student");
            answer.Json.GetProperty("variant").GetString().ShouldBe(isEscalated ? "teacher" : "student");
            (answer.Json.GetProperty("version").GetString() == teacher).ShouldBe(isEscalated);
            var own = await AskAsync(server, Text(number), variant: isEscalated ? "teacher" : "student");
            Labels(result).ShouldBe(Labels(own.Json.GetProperty("results")[0]));
            own.Text.ShouldNotContain("escalated");
        }

        Escalated(results).ShouldBeGreaterThan(30);

        // What shadow mode compares is the student's answer, which nearly always differs from this teacher's; escalated ones would not.
        var report = await server.SettledAsync("intent", ShadowServer.Number(await server.ReportAsync("intent"), "sampled"));
        report.GetProperty("difference").GetProperty("rate").GetDouble().ShouldBeGreaterThan(0.95);
        ShadowServer.Number(report, "compared").ShouldBe(240);
    }

    [Fact]
    public async Task Near_KeptAnswers_AreTheStudentsOwn()
    {
        await using var server = await ShadowServer.StartAsync(Near(), ("Cache:Enabled", "true"));
        var escalated = await EscalatedTextAsync(server);

        var kept = await AskAsync(server, escalated, variant: "student");
        kept.Json.GetProperty("variant").GetString().ShouldBe("student");
        kept.Json.GetProperty("timing").GetProperty("cachedTexts").GetInt32().ShouldBe(1);

        // A kept answer is decided on again: by the budget that is left now.
        var again = await AskAsync(server, escalated);
        again.Json.GetProperty("timing").GetProperty("cachedTexts").GetInt32().ShouldBe(1);
        var result = again.Json.GetProperty("results")[0];
        Labels(result)
            .ShouldBe(
                Labels((await AskAsync(server, escalated, result.GetProperty("variant").GetString())).Json.GetProperty("results")[0])
            );
    }

    [Fact]
    public async Task Near_SeveralTextsAndGrpc_SayWhoAnsweredEach()
    {
        await using var server = await ShadowServer.StartAsync(Near());
        await EscalatedTextAsync(server);
        string[] texts = [.. Enumerable.Range(1000, 60).Select(Text)];

        var answer = await new Transformer.TransformerClient(server.Grpc).ClassifyAsync(
            new ClassifyRequest { Texts = { texts }, Model = "intent" },
            cancellationToken: Token
        );

        answer.Variant.ShouldBe(Variant.Student);
        answer.Results.Count(result => result.Cascade.Escalated).ShouldBeInRange(1, 40);
        foreach (var (text, result) in texts.Zip(answer.Results))
        {
            result.Cascade.Variant.ShouldBe(result.Cascade.Escalated ? Variant.Teacher : Variant.Student);
            var own = await AskAsync(server, text, result.Cascade.Escalated ? "teacher" : "student");
            result.Labels.Select(label => label.Label).ShouldBe(Labels(own.Json.GetProperty("results")[0]));
            if (result.Cascade.Escalated)
            {
                result.Cascade.NotEscalated.ShouldBe(EscalationRefusal.Unspecified);
            }
        }
    }

    [Fact]
    public async Task Near_Translator_IsEscalatedToo()
    {
        await using var server = await ShadowServer.StartAsync(Near());
        var escalated = 0;
        for (var number = 0; number < 80; number++)
        {
            var body = (await server.TranslateAsync($"{Text(number)}.", $"It is {number}.")).Json;
            escalated += body.GetProperty("translations").EnumerateArray().Count(text => text.GetProperty("escalated").GetBoolean());
        }

        escalated.ShouldBeInRange(1, 40);

        // Markup, glossaries of the call and several hypotheses are the student's alone.
        var plain = await server.PostAsync("/v1/translate", """{"text":"<b>one</b> text","format":"html","model":"en-fr"}""");
        plain.Text.ShouldContain("translations");
        plain.Text.ShouldNotContain("escalated");
    }

    [Fact]
    public async Task Report_EnoughFindings_HasThresholdBoundAndCurve()
    {
        await using var server = await ShadowServer.StartAsync(
            Near(),
            ("Shadow:VerdictInterval", "00:00:01"),
            ("Shadow:QueueCapacity", "10000")
        );
        (await server.ReportAsync("intent")).GetProperty("cascade").GetProperty("calibrated").GetBoolean().ShouldBeFalse();
        for (var call = 0; call < 16; call++)
        {
            await server.ClassifyAsync([.. Enumerable.Range(call * 20, 20).Select(Text)]);
            await server.TranslateAsync([.. Enumerable.Range(call * 20, 20).Select(Text)]);
        }

        // The teacher of the classifier always differs: the budget cannot guarantee the bound that is asked.
        var differing = (await CalibratedAsync(server, "intent")).GetProperty("cascade");
        var bound = differing.GetProperty("bound");
        bound.GetProperty("met").GetBoolean().ShouldBeFalse();
        bound.GetProperty("guaranteed").GetDouble().ShouldBeInRange(0.5, 1);
        bound.GetProperty("findings").GetInt32().ShouldBeGreaterThanOrEqualTo(200);
        differing.GetProperty("riskCoverage").GetArrayLength().ShouldBeInRange(2, 20);
        differing.GetProperty("texts").GetInt64().ShouldBe(320);
        differing.GetProperty("escalated").GetInt64().ShouldBeInRange(1, 80);
        (await AskAsync(server, "another text")).Json.GetProperty("results")[0].GetProperty("calibrated").GetBoolean().ShouldBeTrue();

        // That of the translator is the student again: nothing has to be escalated.
        var same = (await CalibratedAsync(server, "en-fr")).GetProperty("cascade");
        same.GetProperty("bound").GetProperty("met").GetBoolean().ShouldBeTrue();
        same.GetProperty("threshold").GetDouble().ShouldBe(1);
        var grpc = await new Transformer.TransformerClient(server.Grpc).GetShadowReportAsync(
            new GetShadowReportRequest { Name = "en-fr" },
            cancellationToken: Token
        );
        grpc.Cascade.Bound.Guaranteed.ShouldBe(same.GetProperty("bound").GetProperty("guaranteed").GetDouble());
        grpc.Cascade.NotEscalated.Keys.ShouldContain("teacherAway");
        (await server.TranslateAsync("One more text."))
            .Json.GetProperty("translations")[0]
            .GetProperty("escalated")
            .GetBoolean()
            .ShouldBeFalse();
    }

    [Fact]
    public async Task WithoutACascade_SaysNothing()
    {
        await using var server = await ShadowServer.StartAsync(Near(), ("Shadow:Models:intent:CascadeBudget", "0"));
        (await AskAsync(server, "a text")).Text.ShouldNotContain("escalated");
        (await server.PostAsync("/v1/classify", """{"text":"a text","model":"alone"}""")).Text.ShouldNotContain("risk");
    }

    [Fact]
    public async Task Far_Translation_IsTheTeachersWithAllThatItSays()
    {
        await using var teacher = await ShadowServer.StartAsync(Near());
        await using var server = await ShadowServer.StartAsync(
            new FixtureRepository().Add(
                "en-fr",
                "marian-tiny",
                $$"""
                { "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "shadow": { "sampleRate": 0 },
                  "teacher": "grpc://127.0.0.1:{{teacher.GrpcAddress.Port}}/en-fr", "cascade": { "budget": 0.5, "maxWait": 60000 } }
                """
            )
        );

        JsonElement escalated = default;
        var text = "";
        for (var number = 0; escalated.ValueKind == JsonValueKind.Undefined && number < 200; number++)
        {
            text = $"There are {number} dogs. {Text(number)} {{name}}.";
            var translation = await TranslateAsync(server, text, null);
            escalated = translation.GetProperty("escalated").GetBoolean() ? translation : default;
        }

        var own = await TranslateAsync(teacher, text, "teacher");
        Without(escalated).ShouldBe(Without(own));
        own.GetProperty("statistics").GetProperty("sentences").GetInt32().ShouldBeGreaterThan(0);

        static async Task<JsonElement> TranslateAsync(ShadowServer server, string text, string? variant)
        {
            var answer = await server.PostAsync(
                "/v1/translate",
                JsonSerializer.Serialize(
                    new
                    {
                        text,
                        model = "en-fr",
                        variant,
                    }
                )
            );
            ((int)answer.Status).ShouldBe(200, answer.Text);
            return answer.Json.GetProperty("translations")[0];
        }

        static string Without(JsonElement translation) =>
            string.Join(
                '\n',
                translation
                    .EnumerateObject()
                    .Where(field => field.Name is not ("variant" or "escalated" or "risk" or "calibrated" or "notEscalated" or "score"))
                    .Select(field => $"{field.Name} {field.Value.GetRawText()}")
            );
    }

    [Fact]
    public async Task Far_TeacherKilledMeanwhile_NoCallFails()
    {
        var teacher = await ShadowServer.StartAsync();
        await using var server = await ShadowServer.StartAsync(Far(teacher.GrpcAddress.Port));
        await EscalatedTextAsync(server);
        await teacher.DisposeAsync();

        List<JsonElement> results = [];
        for (var number = 2000; number < 2120; number++)
        {
            results.Add((await AskAsync(server, Text(number))).Json.GetProperty("results")[0]);
        }

        Escalated(results).ShouldBe(0);
        results.ShouldContain(result => Refusal(result) == "teacherAway");
    }

    [Fact]
    public async Task Far_TeacherThatNeverAnswers_CostsNoMoreThanTheWait()
    {
        await using var mute = new MuteServer();
        await using var server = await ShadowServer.StartAsync(Far(mute.Port, maxWait: 50));
        List<JsonElement> results = [];
        for (var number = 0; number < 200; number++)
        {
            results.Add((await AskAsync(server, Text(number))).Json.GetProperty("results")[0]);
        }

        Escalated(results).ShouldBe(0);
        results.ShouldContain(result => Refusal(result) == "timeShort");
    }

    [Fact]
    public async Task Far_LittleTimeLeft_StillAnswers()
    {
        await using var mute = new MuteServer();
        await using var server = await ShadowServer.StartAsync(Far(mute.Port, maxWait: 60_000), ("Inference:RequestTimeout", "00:00:05"));
        List<JsonElement> results = [];
        for (var number = 0; number < 20; number++)
        {
            string[] texts = [.. Enumerable.Range(number * 10, 10).Select(Text)];
            var answer = await server.ClassifyAsync(texts);
            results.AddRange(answer.Json.GetProperty("results").EnumerateArray());
            if (results.Exists(result => Refusal(result) == "timeShort"))
            {
                break;
            }
        }

        results.ShouldContain(result => Refusal(result) == "timeShort");
    }

    private static FixtureRepository Near() =>
        new FixtureRepository()
            .Add("en-fr", "marian-tiny", $$"""{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", {{Cascade}} }""")
            .AddTeacher("en-fr", "marian-tiny")
            .Add("intent", "roberta-tiny", $$"""{ "task": "text-classification", {{Cascade}} }""")
            .AddTeacher("intent", "bert-tiny")
            .Add("alone", "distilbert-tiny", ShadowServer.Classifier);

    private static FixtureRepository Far(int port, int maxWait = 60_000) =>
        new FixtureRepository().Add(
            "intent",
            "roberta-tiny",
            $$"""
            { "task": "text-classification", "teacher": "grpc://127.0.0.1:{{port}}/intent",
              "shadow": { "sampleRate": 0 }, "cascade": { "budget": 0.25, "maxWait": {{maxWait}} } }
            """
        );

    private static string Text(int number) => $"the {number} of {number * 7919 % 1009} words and {(char)('a' + (number % 26))}";

    private static async Task<Answer> AskAsync(ShadowServer server, string text, string? variant = null)
    {
        var answer = await server.PostAsync(
            "/v1/classify",
            JsonSerializer.Serialize(
                new
                {
                    text,
                    model = "intent",
                    variant,
                }
            )
        );
        ((int)answer.Status).ShouldBe(200, answer.Text);
        return answer;
    }

    /// <summary>The teacher's version, once it is loaded: students are loaded first.</summary>
    private static async Task<string?> TeacherVersionAsync(ShadowServer server)
    {
        var report = await server.ReportAsync("intent", found => TeacherOf(found).GetProperty("state").GetString() == "ready");
        return TeacherOf(report).GetProperty("version").GetString();

        static JsonElement TeacherOf(JsonElement asked) => asked.GetProperty("teacher");
    }

    private static Task<JsonElement> CalibratedAsync(ShadowServer server, string model) =>
        server.ReportAsync(model, report => report.GetProperty("cascade").GetProperty("calibrated").GetBoolean());

    /// <summary>Asks until a text is escalated, and returns it.</summary>
    private static async Task<string> EscalatedTextAsync(ShadowServer server)
    {
        for (var number = 0; number < 1000; number++)
        {
            if ((await AskAsync(server, Text(number))).Json.GetProperty("results")[0].GetProperty("escalated").GetBoolean())
            {
                return Text(number);
            }
        }

        throw new InvalidOperationException("No text was escalated.");
    }

    private static int Escalated(IEnumerable<JsonElement> results) => results.Count(result => result.GetProperty("escalated").GetBoolean());

    private static string? Refusal(JsonElement result) =>
        result.TryGetProperty("notEscalated", out var refusal) ? refusal.GetString() : null;

    private static List<string?> Labels(JsonElement result) =>
        [.. result.GetProperty("labels").EnumerateArray().Select(label => label.GetProperty("label").GetString())];
}
