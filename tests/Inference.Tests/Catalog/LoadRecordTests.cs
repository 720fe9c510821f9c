using System.Text.Json.Nodes;
using Shouldly;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Versions;
using TransformerService.Models.Catalog;
using TransformerService.Models.SelfChecks;
using Xunit;

namespace TransformerService.Inference.Tests.Catalog;

/// <summary>What one process found of a version, and when the next may rely on it.</summary>
public sealed class LoadRecordTests : IDisposable
{
    private const string Manifest = """{ "task": "text-classification" }""";
    private readonly string _folder = Directory.CreateTempSubdirectory("record-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_folder, "sub", "loads.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Load_RecordedContent_IsNotCheckedAgain()
    {
        await LoadAsync(wrong: false);
        await LieAsync();
        (await LoadAsync(wrong: true)).ShouldBe(ModelState.Ready);
    }

    [Theory]
    [InlineData("Environment")]
    [InlineData("SelfCheckHash")]
    [InlineData("content")]
    [InlineData("all")]
    public async Task Load_AnotherProgramSampleOrContent_IsCheckedAgain(string changed)
    {
        await LoadAsync(wrong: false);
        await LieAsync();
        var file = Read();
        switch (changed)
        {
            case "Environment":
                file["Environment"] = "another";
                break;
            case "SelfCheckHash":
                file["Versions"]!.AsObject().First().Value!["SelfCheckHash"] = "another";
                break;
            case "content":
                var version = file["Versions"]!.AsObject().First();
                file["Versions"] = new JsonObject { ["another"] = version.Value!.DeepClone() };
                break;
        }

        File.WriteAllText(FilePath, changed == "all" ? "{ not JSON" : file.ToJsonString());
        (await LoadAsync(wrong: true)).ShouldBe(ModelState.Failed);
    }

    [Fact]
    public async Task Load_TriedWithMoreMemoryThanNow_IsTriedAgain()
    {
        await LoadAsync(wrong: false);
        (await LoadAsync(wrong: false, new ModelsOptions { TrialMemoryBytes = 1 })).ShouldBe(ModelState.Failed);
        (await LoadAsync(wrong: false, new ModelsOptions { TrialMemoryBytes = uint.MaxValue })).ShouldBe(ModelState.Ready);
    }

    [Fact]
    public async Task Load_AFileThatCannotBeWritten_IsAsWithoutOne()
    {
        Directory.CreateDirectory(FilePath);
        (await LoadAsync(wrong: false)).ShouldBe(ModelState.Ready);
        (await LoadAsync(wrong: true)).ShouldBe(ModelState.Failed);
    }

    [Fact]
    public void Take_Twice_GivesItOnce()
    {
        var load = new PassedLoad(7, "h", new SelfCheckInfo(SelfCheckState.Passed, 2, 2, null, null), "en", ["Tom"]);
        new LoadRecord(FilePath, "e", null).Add("c", load);
        var next = new LoadRecord(FilePath, "e", null);
        next.Take("c").ShouldNotBeNull().IsSameAs(load).ShouldBeTrue();
        next.Take("c").ShouldBeNull();
        new LoadRecord(FilePath, "f", null).Take("c").ShouldBeNull();
    }

    /// <summary>Loads a classifier in a process of its own, so to speak.</summary>
    /// <param name="wrong">Whether its golden sample expects answers that it does not give.</param>
    /// <param name="options">The limits of its trial.</param>
    private async Task<ModelState> LoadAsync(bool wrong, ModelsOptions? options = null)
    {
        using var catalog = new TestCatalog(models: options, recordPath: FilePath);
        var folder = catalog.Add("m", "distilbert-tiny", Manifest, Path.Combine("student", "1"));
        VersionedModel.WriteSelfCheck(folder, "this is a good film", "what is my balance");
        if (wrong)
        {
            Falsify(folder);
        }

        await catalog.Catalog.LoadAsync(Token);
        return catalog.Catalog.Describe("m").State;
    }

    /// <summary>Lets the record say that the wrong golden sample passed.</summary>
    private async Task LieAsync()
    {
        var before = Read();
        (await LoadAsync(wrong: true)).ShouldBe(ModelState.Failed); // not recorded
        Read().ToJsonString().ShouldBe(before.ToJsonString());

        using var wrong = new TestCatalog();
        var folder = wrong.Add("m", "distilbert-tiny", Manifest, Path.Combine("student", "1"));
        VersionedModel.WriteSelfCheck(folder, "this is a good film", "what is my balance");
        Falsify(folder);
        before["Versions"]!.AsObject().First().Value!["SelfCheckHash"] = SelfCheckJson.HashOf(folder);
        File.WriteAllText(FilePath, before.ToJsonString());
    }

    private static void Falsify(string folder)
    {
        var path = Path.Combine(folder, "self-check.json");
        var file = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        foreach (var sample in file["samples"]!.AsArray())
        {
            sample!["answer"] = "no label of it";
        }

        File.WriteAllText(path, file.ToJsonString());
    }

    private JsonNode Read() => JsonNode.Parse(File.ReadAllText(FilePath))!; // it was written
}
