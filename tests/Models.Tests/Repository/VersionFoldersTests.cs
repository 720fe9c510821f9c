using Shouldly;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Models.Tests.Repository;

public sealed class VersionFoldersTests : IDisposable
{
    private const string Classification = """{ "task": "text-classification" }""";
    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Read_FoldersWithNumbers_AreVersionsTheHighestFirst()
    {
        AddVersions("1", "10", "2", "notes", "007", "0");

        var student = Student();

        student.Versions.Select(version => version.Number).ShouldBe(["10", "2", "1"]);
        student.Current.Number.ShouldBe("10");
        student.HasVersions.ShouldBeTrue();
        student.FolderName.ShouldBe("student");
        student.Folder.ShouldBe(_repository.File("m", "student", "10"));
        student.Versions.ShouldAllBe(version => version.Export != null && version.Faults.Count == 0);
        student.FolderOf(student.Current).ShouldBe("student/10");
    }

    [Fact]
    public void Read_ExportInTheFolderItself_IsOneVersionAndSaysWhatItPassesOver()
    {
        AddVersions("1");
        _repository.Add("m", Classification, "distilbert-tiny");

        var model = Only();

        model.Variants.ShouldHaveSingleItem().Versions.ShouldHaveSingleItem().Number.ShouldBe("");
        model.Variants[0].FolderOf(model.Variants[0].Current).ShouldBe("student");
        model.Warnings.ShouldHaveSingleItem().ShouldContain("its folders 1 are not served");
    }

    [Fact]
    public void Read_CurrentInModelJson_IsTheCurrentVersion()
    {
        AddVersions("1", "2", "3");
        WriteManifest("""{ "task": "text-classification", "current": { "student": "2" } }""");

        Student().Current.ShouldBe(Student().Versions[1], new ByFolder());
        Student().Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Read_CurrentThatIsNotThere_IsAFaultThatNamesWhatIs()
    {
        AddVersions("1", "2");
        WriteManifest("""{ "task": "text-classification", "current": { "student": "22" } }""");

        var student = Student();

        student.Export.ShouldBeNull();
        student.Faults.ShouldHaveSingleItem().ShouldBe("model.json: 'current' names version 22 of 'student', which has the folders 2, 1.");
        student.Versions.Select(version => version.Number).ShouldBe(["2", "1"]);
    }

    [Theory]
    [InlineData("\"2\"", "'current' must be an object")]
    [InlineData("""{ "student": 2 }""", "'current.student' must be the name of a version's folder")]
    [InlineData("""{ "student": "02" }""", "'current.student' must be the name of a version's folder")]
    [InlineData("""{ "student": "../1" }""", "'current.student' must be the name of a version's folder")]
    [InlineData("""{ "studnet": "1" }""", "'current.studnet' is not known")]
    public void Read_CurrentThatIsWrong_IsAFault(string current, string fault)
    {
        AddVersions("1");
        WriteManifest($$"""{ "task": "text-classification", "current": {{current}} }""");

        Only().Faults.ShouldHaveSingleItem().ShouldContain(fault);
    }

    [Fact]
    public void Read_OneFaultyVersion_DoesNotHideTheOthers()
    {
        AddVersions("1", "2");
        File.Delete(_repository.File("m", "student", "2", "config.json"));

        var student = Student();

        student.Faults.ShouldBe(["config.json is missing."]);
        student.Versions[1].Export.ShouldNotBeNull();
        student.Find("1").ShouldBe(student.Versions[1]);
        student.Find(student.Versions[1].ShortHash.ShouldNotBeNull()).ShouldBe(student.Versions[1]);
        student.Find("3").ShouldBeNull();
    }

    [Theory]
    [InlineData("m")]
    [InlineData("../x")]
    [InlineData("")]
    [InlineData(".")]
    public void FindModel_AName_IsLookedForAmongTheFolders(string name)
    {
        AddVersions("1");
        (ModelRepository.FindModel(_repository.Root, name) is not null).ShouldBe(name == "m");
    }

    private void AddVersions(params string[] versions)
    {
        foreach (var version in versions)
        {
            _repository.Add("m", Classification, "distilbert-tiny", Path.Combine("student", version));
        }
    }

    private void WriteManifest(string json) => File.WriteAllText(_repository.File("m", "model.json"), json);

    private ModelDefinition Only() => ModelRepository.Read(_repository.Root).ShouldHaveSingleItem();

    private VariantDefinition Student() => Only().Variants.ShouldHaveSingleItem();

    private sealed class ByFolder : IEqualityComparer<VersionDefinition>
    {
        public bool Equals(VersionDefinition? x, VersionDefinition? y) => x?.Folder == y?.Folder;

        public int GetHashCode(VersionDefinition obj) => obj.Folder.GetHashCode(StringComparison.Ordinal);
    }
}
