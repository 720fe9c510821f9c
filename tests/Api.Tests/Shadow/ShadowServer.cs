using System.Text.Json;
using Shouldly;
using TransformerService.Api.Configuration;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;

namespace TransformerService.Api.Tests.Shadow;

/// <summary>
/// A server with shadow on: the teacher of en-fr is its student again, the teacher of intent has other labels and so always differs.
/// </summary>
internal sealed class ShadowServer : ApiServer
{
    public const string AdminKey = "an admin key of the tests";
    public const string EnFr = """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr" }""";
    public const string Classifier = """{ "task": "text-classification" }""";

    /// <summary>Quick enough for tests: everything is sampled, and written at once.</summary>
    private static readonly (string, string)[] Settings =
    [
        ("Shadow:SampleRate", "1"),
        ("Shadow:MaxPerSecond", "100000"),
        ("Shadow:NoiseShare", "0"),
        ("Shadow:Store:FlushInterval", "00:00:00.050"),
        .. AccessServer.Key(0, "ops", AccessRole.Admin, AdminKey),
        ("Access:AllowAnonymous", "true"),
    ];

    public ShadowServer(params (string Key, string Value)[] settings)
        : this(WithTeachers(), settings) { }

    public ShadowServer(FixtureRepository models, params (string Key, string Value)[] settings)
        : base(models, [.. Settings, .. settings]) { }

    /// <summary>A server that has started and loaded its models.</summary>
    public static async Task<ShadowServer> StartAsync(params (string Key, string Value)[] settings) =>
        await StartAsync(WithTeachers(), settings);

    /// <summary>A server that has started and loaded its models.</summary>
    public static async Task<ShadowServer> StartAsync(FixtureRepository models, params (string Key, string Value)[] settings)
    {
        var server = new ShadowServer(models, settings);
        await server.InitializeAsync();
        return server;
    }

    public static FixtureRepository WithTeachers() =>
        new FixtureRepository()
            .Add("en-fr", "marian-tiny", EnFr)
            .AddTeacher("en-fr", "marian-tiny")
            .Add("intent", "roberta-tiny", Classifier)
            .AddTeacher("intent", "bert-tiny")
            .Add("alone", "distilbert-tiny", Classifier);

    /// <summary>Translates texts quickly, and checks that it worked.</summary>
    public async Task<Answer> TranslateAsync(params string[] texts)
    {
        var answer = await PostAsync(
            "/v1/translate",
            JsonSerializer.Serialize(new { text = texts, options = new { beamSize = 1, maxNewTokens = 12 } })
        );
        ((int)answer.Status).ShouldBe(200, answer.Text);
        return answer;
    }

    /// <summary>Classifies texts by intent, and checks that it worked.</summary>
    public async Task<Answer> ClassifyAsync(params string[] texts)
    {
        var answer = await PostAsync("/v1/classify", JsonSerializer.Serialize(new { text = texts, model = "intent" }));
        ((int)answer.Status).ShouldBe(200, answer.Text);
        return answer;
    }

    /// <summary>A model's report.</summary>
    public async Task<JsonElement> ReportAsync(string model)
    {
        var answer = await GetAsync($"/v1/models/{model}/shadow");
        ((int)answer.Status).ShouldBe(200, answer.Text);
        return answer.Json;
    }

    /// <summary>A model's report once it is as it should be.</summary>
    public Task<JsonElement> ReportAsync(string model, Func<JsonElement, bool> when) =>
        Eventually.FindAsync(() => ReportAsync(model), when, report => report.GetRawText());

    /// <summary>
    /// A model's report once every text chosen was compared, dropped or failed, or had come again, and there were so many.
    /// </summary>
    public Task<JsonElement> SettledAsync(string model, long sampled) =>
        ReportAsync(
            model,
            report =>
                Number(report, "sampled") == sampled
                && Number(report, "compared") + Number(report, "repeated") + Number(report, "dropped") + Number(report, "failed") == sampled
        );

    public static long Number(JsonElement report, string field) => report.GetProperty(field).GetInt64();
}
