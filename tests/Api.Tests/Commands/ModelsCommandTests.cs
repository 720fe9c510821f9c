using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Api.Tests.Hub;
using Xunit;

namespace TransformerService.Api.Tests.Commands;

/// <summary><c>models</c> as a process: folders and a Hub's models become models of a repository, or say why not.</summary>
public sealed class ModelsCommandTests : IDisposable
{
    private readonly FixtureRepository _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task Add_AnExport_IsCheckedAndServed()
    {
        var added = await RunAsync("add", Golden.Folder("distilbert-tiny"), "--name", "mine");

        added.Code.ShouldBe(0, added.Error);
        added.Output.ShouldContain("'mine' classifies");
        added.Output.ShouldContain("POST /v1/classify");
        Files("mine")
            .ShouldBe([
                "model.json",
                "student/SHA256SUMS",
                "student/config.json",
                "student/model.onnx",
                "student/special_tokens_map.json",
                "student/tokenizer.json",
                "student/tokenizer_config.json",
                "student/vocab.txt",
            ]);
        Entries().ShouldBe(["mine"]);

        var list = await RunAsync("list");
        list.Code.ShouldBe(0, list.Error);
        list.Output.ShouldContain("text-classification");

        await using var server = new ApiServer(
            new FixtureRepository().AddFolder("mine", Path.Combine(_models.Root, "mine", "student"), "{}")
        );
        await server.InitializeAsync();
        var @case = Golden.Cases("distilbert-tiny").Values.First(static item => item.TryGetProperty("text", out _));
        (
            await server.PostAsync("/v1/classify", JsonSerializer.Serialize(new { text = @case.GetProperty("text").GetString() }))
        ).Status.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task Pull_ATranslationModel_TakesOnlyWhatIsNeededAndVerifies()
    {
        await using var hub = await new FakeHub { Id = "someone/opus-tiny" }
            .AddFixture("marian-tiny")
            .Add("README.md", "notes"u8.ToArray())
            .Add("pytorch_model.bin", new byte[100])
            .StartAsync();

        var pulled = await PullAsync(hub, "someone/opus-tiny@v1", "--name", "en-fr");

        pulled.Code.ShouldBe(0, pulled.Error);
        pulled.Output.ShouldContain("'en-fr' translates");
        hub.Asked.ShouldContain(static asked => asked.Path.EndsWith("/revision/v1", StringComparison.Ordinal));
        hub.Asked.ShouldNotContain(static asked =>
            asked.Path.EndsWith("README.md", StringComparison.Ordinal)
            || asked.Path.EndsWith("pytorch_model.bin", StringComparison.Ordinal)
            || asked.Path.EndsWith("merged.onnx", StringComparison.Ordinal)
        );
        var manifest = Manifest("en-fr");
        manifest.GetProperty("license").GetString().ShouldBe("mit");
        (manifest.GetProperty("description").GetString() ?? "").ShouldContain($"someone/opus-tiny at {FakeHub.Commit}");

        var good = await RunAsync("verify", "en-fr");
        good.Code.ShouldBe(0, good.Output + good.Error);
        good.Output.ShouldContain("All is well.");

        await File.AppendAllTextAsync(
            Path.Combine(_models.Root, "en-fr", "student", "generation_config.json"),
            " ",
            TestContext.Current.CancellationToken
        );
        var bad = await RunAsync("verify");
        bad.Code.ShouldBe(1);
        bad.Output.ShouldContain("generation_config.json is not the file that was added");
    }

    [Fact]
    public async Task Pull_OfSeveralPrecisions_TakesTheOneNamed()
    {
        var graph = await File.ReadAllBytesAsync(
            Path.Combine(Golden.Folder("distilbert-tiny"), "model.onnx"),
            TestContext.Current.CancellationToken
        );
        await using var hub = await new FakeHub().AddFixture("distilbert-tiny").Add("onnx/model_int8.onnx", graph).StartAsync();

        var missing = await PullAsync(hub, hub.Id, "--precision", "fp16");
        missing.Code.ShouldBe(1);
        missing.Error.ShouldContain("there is fp32, int8");
        Entries().ShouldBeEmpty();

        var pulled = await PullAsync(hub, hub.Id, "--precision", "q8");
        pulled.Code.ShouldBe(0, pulled.Error);
        Files("tiny-model").ShouldContain("student/onnx/model_int8.onnx");
        Files("tiny-model").ShouldNotContain("student/model.onnx");
        Manifest("tiny-model").GetProperty("precision").GetString().ShouldBe("int8");
    }

    [Fact]
    public async Task Pull_Broken_LeavesNothingThatIsServedAndContinues()
    {
        await using var hub = await new FakeHub { Id = "someone/tiny" }
            .AddFixture("distilbert-tiny")
            .StartAsync();
        hub.BeforeFiles = static context =>
        {
            context.Response.StatusCode = 400;
            return Task.FromResult(true);
        };

        var broken = await PullAsync(hub, "someone/tiny");
        broken.Code.ShouldBe(1);
        broken.Error.ShouldContain("400");
        Entries().ShouldBe([".staging"]);

        hub.BeforeFiles = static _ => Task.FromResult(false);
        var asked = hub.Asked.Count;
        var whole = await PullAsync(hub, "someone/tiny");
        whole.Code.ShouldBe(0, whole.Error);
        Entries().ShouldBe(["tiny"]);
        hub.Asked.Skip(asked).Select(static request => request.Path).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Add_ATeacher_JoinsItsStudentOfTheSameTask()
    {
        (await RunAsync("add", Golden.Folder("distilbert-tiny"), "--name", "mine")).Code.ShouldBe(0);

        var teacher = await RunAsync("add", Golden.Folder("bert-tiny"), "--name", "mine", "--variant", "teacher", "--precision", "fp32");
        teacher.Code.ShouldBe(0, teacher.Error);
        Manifest("mine").GetProperty("precision").GetProperty("teacher").GetString().ShouldBe("fp32");

        var again = await RunAsync("add", Golden.Folder("bert-tiny"), "--name", "mine");
        again.Code.ShouldBe(1);
        again.Error.ShouldContain("There is a student of 'mine' already");

        (await RunAsync("remove", "mine")).Code.ShouldBe(0);
        Entries().ShouldBeEmpty();
        (await RunAsync("remove", "mine")).Error.ShouldContain("There is no model 'mine'");
    }

    [Fact]
    public async Task Add_AFaultyExport_SaysWhyAndLeavesNothing()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_models.Root, ".source")).FullName;
        File.Copy(Path.Combine(Golden.Folder("distilbert-tiny"), "config.json"), Path.Combine(folder, "config.json"));

        var none = await RunAsync("add", folder, "--name", "mine");
        none.Error.ShouldContain("lies in the model repository already");

        using var elsewhere = new FixtureRepository();
        foreach (var file in new[] { "config.json", "model.onnx" })
        {
            File.Copy(Path.Combine(Golden.Folder("distilbert-tiny"), file), Path.Combine(elsewhere.Root, file));
        }

        var faulty = await RunAsync("add", elsewhere.Root, "--name", "mine");
        faulty.Code.ShouldBe(1);
        faulty.Error.ShouldContain("vocab.txt");
        faulty.Error.ShouldContain("'mine' is not added");
        Entries().ShouldBe([".source"]);
    }

    [Theory]
    [InlineData("add")]
    [InlineData("pull", "not an id")]
    [InlineData("add", "no/such/folder/there")]
    [InlineData("add", "a/b", "--precision", "int7")]
    [InlineData("add", "a/b", "--variant", "other")]
    [InlineData("add", "a/b", "--name", "../x")]
    [InlineData("remove", "../x")]
    [InlineData("verify", "nope")]
    [InlineData("lst")]
    public async Task Models_WrongArguments_EndWithASentence(params string[] arguments)
    {
        var run = await RunAsync(arguments);

        run.Code.ShouldBeGreaterThan(0);
        (run.Error + run.Output).ShouldNotContain("   at ");
        (run.Error + run.Output).Trim().ShouldNotBeEmpty();
        Entries().ShouldBeEmpty();
    }

    private Task<CommandLineRun> RunAsync(params string[] arguments) =>
        CommandLineRun.OfAsync(["models", .. arguments, "--models", _models.Root]);

    private Task<CommandLineRun> PullAsync(FakeHub hub, params string[] arguments) =>
        CommandLineRun.OfAsync(
            [("HF_ENDPOINT", hub.Address.ToString()), ("HF_TOKEN", "hf_secret")],
            ["models", "pull", .. arguments, "--models", _models.Root]
        );

    private string[] Entries() =>
        [.. Directory.EnumerateFileSystemEntries(_models.Root).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private string[] Files(string model) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(_models.Root, model), "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Path.Combine(_models.Root, model), path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    private JsonElement Manifest(string model) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(_models.Root, model, "model.json"))).RootElement;
}
