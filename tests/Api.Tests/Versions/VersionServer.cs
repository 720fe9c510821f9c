using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Configuration;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Versions;

/// <summary>
/// A server whose classifier "m" and translator "t" have two versions of their student each, whose answers differ; version 1 is current.
/// Both have a
/// teacher, with shadow on.
/// </summary>
internal sealed class VersionServer : ApiServer
{
    public const string AdminKey = "an admin key of the tests";
    public const string Classifier = """{ "task": "text-classification", "current": { "student": "1" } }""";
    public const string Translator = """{ "task": "translation", "current": { "student": "1" } }""";

    private static readonly (string, string)[] Settings =
    [
        .. AccessServer.Key(0, "ops", AccessRole.Admin, AdminKey),
        ("Access:AllowAnonymous", "true"),
        ("Models:WatchForChanges", "false"),
        ("Shadow:MaxPerSecond", "100000"),
        ("Shadow:NoiseShare", "0"),
        ("Shadow:Store:FlushInterval", "00:00:00.050"),
    ];

    private VersionServer(FixtureRepository models, (string, string)[] settings)
        : base(models, [.. Settings, .. settings]) => Root = models.Root;

    public string Root { get; }

    public static async Task<VersionServer> StartAsync(params (string, string)[] settings)
    {
        var server = new VersionServer(
            new FixtureRepository()
                .AddVersion("m", "1", "distilbert-tiny", Classifier)
                .AddVersion("m", "2", "bert-tiny", Classifier)
                .AddTeacher("m", "roberta-tiny")
                .AddVersion("t", "1", "marian-tiny", Translator)
                .AddVersion("t", "2", "t5-tiny", Translator)
                .AddTeacher("t", "marian-tiny"),
            settings
        );
        await server.InitializeAsync();
        return server;
    }

    /// <summary>Makes an admin call.</summary>
    public async Task<Answer> ChangeAsync(string model, string call, string? body = null, string? key = AdminKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/v1/models/{model}/{call}", UriKind.Relative));
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-API-Key", key);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Has a version of the student answer, and checks that it does.</summary>
    public async Task<Answer> PromoteAsync(string model, string version) =>
        ShouldBeOk(await ChangeAsync(model, "promote", $$"""{"variant":"student","version":"{{version}}"}"""));

    /// <summary>Asks the model, and checks that it answered: the version, and what it said.</summary>
    public async Task<(string Version, string Said)> AskAsync(string model, string text, string? variant = null)
    {
        var answer =
            model == "m"
                ? await PostAsync(
                    "/v1/classify",
                    JsonSerializer.Serialize(
                        new
                        {
                            text,
                            model,
                            variant = variant ?? "student",
                            topK = 1,
                        }
                    )
                )
                : await PostAsync(
                    "/v1/translate",
                    JsonSerializer.Serialize(
                        new
                        {
                            text,
                            model,
                            variant = variant ?? "student",
                            options = new { beamSize = 1, maxNewTokens = 12 },
                        }
                    )
                );
        ShouldBeOk(answer);
        var said =
            model == "m"
                ? answer.Json.GetProperty("results")[0].GetProperty("labels")[0].GetProperty("label").GetString()
                : answer.Json.GetProperty("translations")[0].GetProperty("text").GetString();
        return (answer.Json.GetProperty("version").GetString() ?? "", said ?? "");
    }

    /// <summary>What a model's student has of a version, by its folder.</summary>
    public async Task<JsonElement> VersionAsync(string model, string version) =>
        (await StudentAsync(model))
            .GetProperty("versions")
            .EnumerateArray()
            .First(entry => entry.GetProperty("folder").GetString() == $"student/{version}");

    public async Task<JsonElement> StudentAsync(string model) =>
        ShouldBeOk(await GetAsync("/v1/models/" + model)).Json.GetProperty("variants")[0];

    public static Answer ShouldBeOk(Answer answer)
    {
        ((int)answer.Status).ShouldBe(200, answer.Text);
        return answer;
    }
}
