using Shouldly;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Models.Tests.Repository;

public sealed class RepositoryFingerprintTests : IDisposable
{
    private const string Classification = """{ "task": "text-classification" }""";
    private readonly TemporaryRepository _repository = new();

    public RepositoryFingerprintTests() => _repository.Add("m", Classification, "distilbert-tiny", Path.Combine("student", "1"));

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Read_NothingChanged_IsTheSame()
    {
        _repository.Add("other", Classification);
        var first = RepositoryFingerprint.Read(_repository.Root);

        first.Keys.ShouldBe(["m", "other"], ignoreOrder: true);
        RepositoryFingerprint.Read(_repository.Root).ShouldBe(first, ignoreOrder: true);
        RepositoryFingerprint.Find(_repository.Root, "m").ShouldBe(first["m"]);
        RepositoryFingerprint.Find(_repository.Root, "../m").ShouldBe("");
    }

    [Theory]
    [InlineData("model.json")]
    [InlineData("student/1/config.json")]
    [InlineData("student/1/onnx/new.onnx")]
    [InlineData("student/2/config.json")]
    public void Read_AFileWrittenAnywhere_Differs(string file)
    {
        var before = Now();
        var path = _repository.File("m", file.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");

        File.AppendAllText(path, " ");

        Now().ShouldNotBe(before);
    }

    [Fact]
    public void Read_SameSizeLaterTime_Differs()
    {
        string before = Now(),
            file = _repository.File("m", "model.json");

        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(1));

        Now().ShouldNotBe(before);
    }

    [Theory]
    [InlineData("self-check.json")]
    [InlineData("generation_config.json")]
    public void Read_SettingsOfTheSameSizeAndTime_Differs(string name)
    {
        var file = _repository.File("m", "student", "1", name);
        File.WriteAllText(file, """{ "a": 1 }""");
        var time = File.GetLastWriteTimeUtc(file);
        var before = Now();

        File.WriteAllText(file, """{ "a": 2 }""");
        File.SetLastWriteTimeUtc(file, time);

        Now().ShouldNotBe(before);
    }

    [Fact]
    public void Read_VolumePointedElsewhere_Differs()
    {
        // As Kubernetes does: model.json leads through ..data, which is pointed to another folder.
        var model = _repository.Model("m");
        Directory.CreateDirectory(Path.Combine(model, "..first"));
        Directory.CreateDirectory(Path.Combine(model, "..second"));
        File.WriteAllText(Path.Combine(model, "..first", "model.json"), Classification);
        File.WriteAllText(Path.Combine(model, "..second", "model.json"), Classification);
        File.SetLastWriteTimeUtc(Path.Combine(model, "..second", "model.json"), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.Delete(Path.Combine(model, "model.json"));
        Directory.CreateSymbolicLink(Path.Combine(model, "..data"), "..first");
        File.CreateSymbolicLink(Path.Combine(model, "model.json"), Path.Combine("..data", "model.json"));
        var before = Now();
        Now().ShouldBe(before);

        Directory.Delete(Path.Combine(model, "..data"));
        Directory.CreateSymbolicLink(Path.Combine(model, "..data"), "..second");

        Now().ShouldNotBe(before);
    }

    [Fact]
    public void Read_LinkThatLeadsNowhere_IsNoFault()
    {
        File.CreateSymbolicLink(_repository.File("m", "nowhere"), "not-there");
        File.CreateSymbolicLink(_repository.File("m", "round"), "round");

        Now().ShouldNotBeEmpty();
    }

    private string Now() => RepositoryFingerprint.Read(_repository.Root)["m"];
}
