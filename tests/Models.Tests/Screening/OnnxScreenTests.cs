using Shouldly;
using TransformerService.Models.Onnx;
using TransformerService.Models.Screening;
using TransformerService.Models.Tests.Exports;
using Xunit;

namespace TransformerService.Models.Tests.Screening;

/// <summary>ONNX files that ONNX Runtime must never see.</summary>
public sealed class OnnxScreenTests : IDisposable
{
    private const int Graph = 7,
        Function = 25,
        Training = 20,
        Initializer = 5,
        Sparse = 15,
        Node = 1,
        Attribute = 5,
        Float = 1;
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("screen-");
    private readonly string _folder;

    public OnnxScreenTests()
    {
        _folder = Directory.CreateDirectory(Path.Combine(_root.FullName, "student")).FullName;
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), new byte[4_096]);
        File.WriteAllBytes(Path.Combine(_root.FullName, "beside.bin"), new byte[4_096]);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.bin"), "/etc/passwd");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "etc"), "/etc");
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Check_WeightsInTheFolder_AreFine() =>
        Check(WireBytes.Field(Graph, WireBytes.Field(Initializer, External("weights.bin", 1_024)))).ShouldBeEmpty();

    [Theory]
    [InlineData("/etc/passwd", "not a file in its own folder")]
    [InlineData("../beside.bin", "not a file in its own folder")]
    [InlineData("a/../../beside.bin", "not a file in its own folder")]
    [InlineData("..\\beside.bin", "not a file in its own folder")]
    [InlineData("", "not a file in its own folder")]
    [InlineData("link.bin", "leads out of the model repository")]
    [InlineData("etc/passwd", "leads out of the model repository")]
    [InlineData("*/_ORT_MEM_ADDR_/*", "missing")]
    [InlineData("nowhere.bin", "missing")]
    public void Check_WeightsElsewhere_AreAFaultWhereverTheTensorIs(string location, string fault)
    {
        var tensor = External(location, 1);
        var inNode = WireBytes.Field(Node, WireBytes.Field(Attribute, WireBytes.Field(5, tensor)));
        var inBranch = WireBytes.Field(Node, WireBytes.Field(Attribute, WireBytes.Field(6, WireBytes.Field(Initializer, tensor))));
        var inList = WireBytes.Field(Node, WireBytes.Field(Attribute, WireBytes.Field(10, tensor)));
        var inFunction = WireBytes.Field(7, WireBytes.Field(Attribute, WireBytes.Field(5, tensor)));
        foreach (
            var file in new[]
            {
                WireBytes.Field(Graph, WireBytes.Field(Initializer, tensor)),
                WireBytes.Field(Graph, inNode),
                WireBytes.Field(Graph, inBranch),
                WireBytes.Field(Graph, inList),
                WireBytes.Field(Function, inFunction),
                WireBytes.Field(Training, WireBytes.Field(1, WireBytes.Field(Initializer, tensor))),
            }
        )
        {
            Check(file).ShouldHaveSingleItem().ShouldContain(fault);
        }
    }

    [Theory]
    [InlineData("offset", "-4")]
    [InlineData("offset", "9223372036854775807")]
    [InlineData("offset", "4093")]
    [InlineData("length", "99999999999999999999")]
    [InlineData("length", "4097")]
    [InlineData("offset", "0x10")]
    public void Check_WeightsBeyondTheFile_AreAFault(string key, string value) =>
        Check(WireBytes.Field(Graph, WireBytes.Field(Initializer, External("weights.bin", 1, Entry(key, value)))))
            .ShouldHaveSingleItem()
            .ShouldContain("beyond the end");

    [Theory]
    [InlineData(1L << 62)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(1L << 33)]
    public void Check_DimensionsWithoutData_AreAFault(long dimension) =>
        Check(
                WireBytes.Field(
                    Graph,
                    WireBytes.Field(
                        Initializer,
                        WireBytes.Number(1, (ulong)dimension),
                        WireBytes.Number(2, Float),
                        WireBytes.Field(9, new byte[4])
                    )
                )
            )
            .ShouldHaveSingleItem();

    [Fact]
    public void Check_DimensionsThatOverflowTogether_AreAFault()
    {
        var dimension = WireBytes.Number(1, 1UL << 32);
        Check(WireBytes.Field(Graph, WireBytes.Field(Initializer, [dimension, dimension, WireBytes.Number(2, Float)])))
            .ShouldHaveSingleItem()
            .ShouldContain("too large");
    }

    [Theory]
    [InlineData("gone.bin", "model.onnx has its weights in a file 'gone.bin', which is missing beside it.")]
    [InlineData(
        "pointer.bin",
        "pointer.bin is a Git LFS pointer, not the file itself: run 'git lfs pull' in the clone that it comes from, or download the file."
    )]
    public void Check_ManyTensorsWithTheSameFault_AreOneFault(string location, string fault)
    {
        File.WriteAllText(Path.Combine(_folder, "pointer.bin"), "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
        var tensor = WireBytes.Field(Initializer, External(location, 1_024));
        Check(WireBytes.Field(Graph, [.. Enumerable.Repeat(tensor, 39)])).ShouldBe([fault]);
    }

    [Fact]
    public void Check_WebPage_SaysSo() =>
        Check(System.Text.Encoding.UTF8.GetBytes("<!DOCTYPE html><html></html>"))
            .ShouldBe(["model.onnx is a web page, not the file itself: download it again."]);

    [Fact]
    public void Check_AFileForEachTensor_NamesAFew()
    {
        var graph = WireBytes.Field(
            Graph,
            [.. Enumerable.Range(0, 39).Select(number => WireBytes.Field(Initializer, External($"gone{number}.bin", 1_024)))]
        );
        var faults = Check(graph);
        faults.Count.ShouldBe(6);
        faults[^1].ShouldBe("model.onnx has 34 more faults of these kinds.");
    }

    [Fact]
    public void Check_StringsWithoutData_AreAFault() =>
        Check(WireBytes.Field(Graph, WireBytes.Field(Initializer, WireBytes.Number(1, 1 << 30), WireBytes.Number(2, 8))))
            .ShouldHaveSingleItem()
            .ShouldContain("1073741824 elements");

    [Fact]
    public void Check_SparseTensor_IsAFault() =>
        Check(WireBytes.Field(Graph, WireBytes.Field(Sparse, WireBytes.Number(3, 1UL << 40))))
            .ShouldHaveSingleItem()
            .ShouldContain("sparse");

    [Fact]
    public void Check_ManyTensorsOverOneFile_CountEachTime()
    {
        var tensor = WireBytes.Field(Initializer, External("weights.bin", 1_024));
        Check(WireBytes.Field(Graph, [.. Enumerable.Repeat(tensor, 300)]), new ModelLimits { MaxModelBytes = 1 << 20 })
            .ShouldHaveSingleItem()
            .ShouldContain("MaxModelBytes");
    }

    [Fact]
    public void Check_FunctionsThatUnfoldToMillions_AreAFault()
    {
        byte[] Calls(string called) =>
            [.. Enumerable.Repeat(WireBytes.Field(7, WireBytes.Text(4, called), WireBytes.Text(7, "f")), 10).SelectMany(bytes => bytes)];
        byte[] functions =
        [
            .. Enumerable
                .Range(1, 9)
                .SelectMany(level =>
                    WireBytes.Field(Function, WireBytes.Text(1, $"F{level}"), WireBytes.Text(10, "f"), Calls($"F{level - 1}"))
                ),
        ];
        Check([.. WireBytes.Field(Graph, WireBytes.Field(Node, WireBytes.Text(4, "F9"), WireBytes.Text(7, "f"))), .. functions])
            .ShouldHaveSingleItem()
            .ShouldContain("MaxNodes");
    }

    [Fact]
    public void Check_FunctionThatCallsItself_IsAFault()
    {
        var call = WireBytes.Field(7, WireBytes.Text(4, "F"), WireBytes.Text(7, "f"));
        byte[] file =
        [
            .. WireBytes.Field(Function, WireBytes.Text(1, "F"), WireBytes.Text(10, "f"), call),
            .. WireBytes.Field(Graph, WireBytes.Field(Node, WireBytes.Text(4, "F"), WireBytes.Text(7, "f"))),
        ];
        Check(file).ShouldHaveSingleItem().ShouldContain("calls itself");
    }

    [Fact]
    public void Check_MoreNodesThanAllowed_IsAFault()
    {
        var node = WireBytes.Field(Node, WireBytes.Text(4, "Relu"));
        var file = WireBytes.Field(Graph, [.. Enumerable.Repeat(node, 11)]);
        Check(file, new ModelLimits { MaxNodes = 10 }).ShouldHaveSingleItem().ShouldContain("MaxNodes");
        Check(file, new ModelLimits { MaxNodes = 11 }).ShouldBeEmpty();
    }

    [Fact]
    public void Check_BranchesNestedTooDeeply_IsAFault()
    {
        byte[] graph = [];
        for (var level = 0; level < 30; level++)
        {
            graph = WireBytes.Field(Node, WireBytes.Field(Attribute, WireBytes.Field(6, graph)));
        }

        Check(WireBytes.Field(Graph, graph)).ShouldHaveSingleItem().ShouldContain("nested");
    }

    private static byte[] External(string location, ulong elements, params byte[] entry) =>
        [
            .. WireBytes.Number(1, elements),
            .. WireBytes.Number(2, Float),
            .. Entry("location", location),
            .. entry,
            .. WireBytes.Number(14, 1),
        ];

    private static byte[] Entry(string key, string value) => WireBytes.Field(13, WireBytes.Text(1, key), WireBytes.Text(2, value));

    private List<string> Check(byte[] file, ModelLimits? limits = null)
    {
        var path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, file);
        List<string> faults = [];
        new FolderScreen(_root.FullName, limits ?? new ModelLimits()).IsSafe(new OnnxFiles { Model = path }, faults, out _);
        return faults;
    }
}
