using Shouldly;
using TransformerService.Models.Exports;
using Xunit;

namespace TransformerService.Models.Tests.Exports;

/// <summary>Exports whose weights are in files that only the graph names.</summary>
public sealed class LocalExportTests : IDisposable
{
    private const int Graph = 7,
        Initializer = 5,
        ExternalData = 13;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("export-");

    public LocalExportTests()
    {
        Write("config.json", "{}"u8.ToArray());
        Write("model.onnx", WireBytes.Field(Graph, Tensor("first", "weights.pb"), Tensor("second", "0f8fad5b.data")));
        Write("weights.pb", [1, 2, 3, 4]);
        Write("0f8fad5b.data", [1, 2, 3, 4]);
        Write("other.pb", [1, 2, 3, 4]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Files_DataOfAnyName_BelongsToTheExport()
    {
        LocalExport
            .Files(_folder.FullName, null, out var fault)
            .Order()
            .ShouldBe(["0f8fad5b.data", "config.json", "model.onnx", "weights.pb"]);
        fault.ShouldBeNull();
    }

    [Fact]
    public void Files_DataOutsideTheFolder_IsLeftOut()
    {
        Write("model.onnx", WireBytes.Field(Graph, Tensor("first", "../elsewhere.pb")));

        LocalExport.Files(_folder.FullName, null, out _).ShouldBe(["model.onnx", "config.json"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("weights.pb", true)]
    [InlineData("0f8fad5b.data", true)]
    [InlineData("model.onnx_data_1", true)]
    [InlineData("other.pb", false)]
    [InlineData("README.md", false)]
    public void ContentHash_OfAFile_CountsIfItIsOfTheModel(string file, bool counts)
    {
        Write(file, [1]);
        var before = ContentHash.OfFolder(_folder.FullName);
        Write(file, [2]);
        (ContentHash.OfFolder(_folder.FullName) != before).ShouldBe(counts);
    }

    private static byte[] Tensor(string name, string location) =>
        WireBytes.Field(
            Initializer,
            WireBytes.Text(8, name),
            WireBytes.Field(ExternalData, WireBytes.Text(1, "location"), WireBytes.Text(2, location))
        );

    private void Write(string file, byte[] content) => File.WriteAllBytes(Path.Combine(_folder.FullName, file), content);
}
