using System.Diagnostics;
using Shouldly;
using TransformerService.Models.Repository;
using TransformerService.Models.Screening;
using Xunit;

namespace TransformerService.Models.Tests.Screening;

/// <summary>Folders that lead elsewhere, wait for ever or are too large: a fault says so, and nothing of them is read.</summary>
public sealed class HostileFolderTests : IDisposable
{
    private const string Classification = """{ "task": "text-classification" }""";
    private readonly TemporaryRepository _repository = new();
    private readonly DirectoryInfo _outside = Directory.CreateTempSubdirectory("outside-");

    public void Dispose()
    {
        _repository.Dispose();
        _outside.Delete(recursive: true);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("vocab.txt")]
    [InlineData("model.onnx")]
    public void Read_FileThatLinksOut_IsAFaultAndNotRead(string file)
    {
        var path = Export(file);
        File.Move(path, Outside(file));
        File.CreateSymbolicLink(path, Outside(file));

        Fault()
            .ShouldBe(
                $"{file} leads out of the model repository by a symbolic link; copy what it links to (cp -L), or name that folder in Models:LinkTargets."
            );
    }

    [Fact]
    public void Read_LinkThroughALinkedFolder_IsAFault()
    {
        var path = Export("config.json");
        File.Move(path, Outside("config.json"));
        Directory.CreateSymbolicLink(Path.Combine(_repository.Root, ".through"), _outside.FullName);
        File.CreateSymbolicLink(path, "../../.through/config.json");

        Fault().ShouldStartWith("config.json leads out");
    }

    [Fact]
    public void Read_VariantFolderThatLinksOut_IsAFault()
    {
        var folder = Path.GetDirectoryName(Export("config.json")) ?? "";
        Directory.Move(folder, Outside("student"));
        Directory.CreateSymbolicLink(folder, Outside("student"));

        Fault().ShouldStartWith("student leads out");
    }

    [Fact]
    public void Read_ModelFolderOrManifestThatLinksOut_IsAFault()
    {
        _repository.Add("m", Classification, "distilbert-tiny");
        Directory.Move(_repository.Model("m"), Outside("m"));
        Directory.CreateSymbolicLink(_repository.Model("m"), Outside("m"));
        _repository.Add("n", Classification, "distilbert-tiny");
        File.Delete(_repository.File("n", "model.json"));
        File.CreateSymbolicLink(_repository.File("n", "model.json"), Outside("m/model.json"));

        Read().Select(model => model.Faults.ShouldHaveSingleItem().Split(' ')[0]).ShouldBe(["m", "model.json"]);
    }

    [Fact]
    public void Read_LinksAsAConfigMapHasThem_AreFollowed()
    {
        _repository.Add("m", Classification, "distilbert-tiny");
        var data = Directory.CreateDirectory(_repository.File("m", "..2026_11_24")).FullName;
        File.Move(_repository.File("m", "model.json"), Path.Combine(data, "model.json"));
        Directory.CreateSymbolicLink(_repository.File("m", "..data"), "..2026_11_24");
        File.CreateSymbolicLink(_repository.File("m", "model.json"), "..data/model.json");

        Faults().ShouldBeEmpty();
    }

    [Fact]
    public void Read_RepositoryThatIsItselfALink_IsFollowed()
    {
        _repository.Add("m", Classification, "distilbert-tiny");
        var link = Outside("models");
        Directory.CreateSymbolicLink(link, _repository.Root);

        ModelRepository.Read(link).ShouldHaveSingleItem().Variants.ShouldHaveSingleItem().Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Read_LinksIntoANamedCache_AreFollowed()
    {
        var path = Export("config.json");
        File.Move(path, Outside("0a1b2c"));
        File.CreateSymbolicLink(path, Outside("0a1b2c"));

        ModelRepository
            .Read(_repository.Root, new ModelLimits { LinkTargets = [_outside.FullName] })
            .ShouldHaveSingleItem()
            .Variants.ShouldHaveSingleItem()
            .Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Read_LinksInACircle_AreAFault()
    {
        var path = Export("config.json");
        File.Delete(path);
        File.CreateSymbolicLink(path, "config.json");

        Fault().ShouldStartWith("config.json");
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.onnx")]
    [InlineData("tokenizer_config.json")]
    [InlineData("lexical_shortlist.bin")]
    public async Task Read_NamedPipe_IsAFaultAndDoesNotWait(string file)
    {
        var path = Export(file);
        File.Delete(path);
        using var make = Process.Start("mkfifo", [path]);
        await make.WaitForExitAsync(TestContext.Current.CancellationToken);

        Fault().ShouldBe($"{file} is a pipe, a socket, a device or a link to nothing; put a regular file there.");
    }

    [Fact]
    public async Task Read_ManifestThatIsANamedPipe_IsAFaultAndDoesNotWait()
    {
        _repository.Add("m", Classification, "distilbert-tiny");
        File.Delete(_repository.File("m", "model.json"));
        using var make = Process.Start("mkfifo", [_repository.File("m", "model.json")]);
        await make.WaitForExitAsync(TestContext.Current.CancellationToken);

        Read().ShouldHaveSingleItem().Faults.ShouldHaveSingleItem().ShouldStartWith("model.json is a pipe");
    }

    [Theory]
    [InlineData("model.onnx", 1L << 40, "MaxModelBytes")]
    [InlineData("weights.onnx_data", 1L << 40, "MaxModelBytes")]
    [InlineData("vocab.txt", 1L << 30, "MaxTextFileBytes")]
    [InlineData("lexical_shortlist.bin", 1L << 30, "MaxTextFileBytes")]
    [InlineData("config.json", 1L << 30, "4194304")]
    public void Read_HugeFile_IsAFaultThatNamesTheLimit(string file, long length, string limit)
    {
        using (var stream = File.OpenWrite(Export(file)))
        {
            stream.SetLength(length); // a hole: no disk is used
        }

        Fault().ShouldContain(limit);
    }

    [Theory]
    [InlineData("../student")]
    [InlineData("/etc")]
    [InlineData("..")]
    public void Read_ManifestThatNamesAPath_IsAFault(string student)
    {
        _repository.Add("m", $$"""{ "task": "text-classification", "student": "{{student}}" }""", "distilbert-tiny");
        Read().ShouldHaveSingleItem().Faults.ShouldHaveSingleItem().ShouldContain("'student' must be the name of a folder");
    }

    [Fact]
    public void Read_MoreFilesThanAnExportHas_IsAFault()
    {
        var folder = Path.GetDirectoryName(Export("config.json")) ?? "";
        for (var file = 0; file < 1_001; file++)
        {
            File.WriteAllText(Path.Combine(folder, $"{file}.json"), "{}");
        }

        Fault().ShouldContain("more than 1000 files");
    }

    [Theory]
    [InlineData("\"num_labels\": 2147483647", "num_labels")]
    [InlineData("\"num_labels\": -1", "num_labels")]
    [InlineData("\"max_position_embeddings\": 2147483647", "max_position_embeddings")]
    [InlineData("\"max_position_embeddings\": -5", "max_position_embeddings")]
    [InlineData("\"vocab_size\": \"many\"", "vocab_size")]
    public void Read_ConfigWithAnImpossibleNumber_IsAFault(string field, string named)
    {
        File.WriteAllText(Export("config.json"), $$"""{ "model_type": "distilbert", {{field}} }""");

        var variant = Read().ShouldHaveSingleItem().Variants.ShouldHaveSingleItem();
        variant.Faults.ShouldHaveSingleItem().ShouldContain(named);
        variant.Export.ShouldBeNull();
    }

    [Fact]
    public void Read_MillionLabels_AreRefused()
    {
        var labels = string.Join(',', Enumerable.Range(0, 100_001).Select(id => $"\"{id}\":\"\""));
        File.WriteAllText(Export("config.json"), $$"""{ "model_type": "distilbert", "id2label": { {{labels}} } }""");

        Fault().ShouldContain("100000 at most");
    }

    private string Export(string file)
    {
        _repository.Add("m", Classification, "distilbert-tiny");
        return _repository.File("m", "student", file);
    }

    private string Outside(string name) => Path.Combine(_outside.FullName, name);

    private IReadOnlyList<ModelDefinition> Read() => ModelRepository.Read(_repository.Root);

    private IReadOnlyList<string> Faults() => Read().ShouldHaveSingleItem().Variants.ShouldHaveSingleItem().Faults;

    private string Fault() => Faults().ShouldHaveSingleItem();
}
