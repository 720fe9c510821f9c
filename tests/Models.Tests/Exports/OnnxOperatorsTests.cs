using CsCheck;
using Shouldly;
using TransformerService.Models.Onnx;
using Xunit;

namespace TransformerService.Models.Tests.Exports;

/// <summary>What is read of an ONNX file: the operators, wherever they are, and nothing else.</summary>
public sealed class OnnxOperatorsTests : IDisposable
{
    private const int Graph = 7,
        Function = 25,
        Node = 1,
        FunctionNode = 7,
        OpType = 4,
        Attribute = 5,
        AttributeGraph = 6,
        AttributeGraphs = 11,
        Initializer = 5;
    private readonly string _folder = Directory.CreateTempSubdirectory("onnx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_NodesBranchesAndFunctions_FindsEveryOperator()
    {
        byte[] branch = WireBytes.Field(AttributeGraph, Operator(Node, "InThen")),
            branches = WireBytes.Field(AttributeGraphs, Operator(Node, "InList"));
        var inner = WireBytes.Field(
            Node,
            WireBytes.Text(OpType, "If"),
            WireBytes.Field(Attribute, branch),
            WireBytes.Field(Attribute, branches)
        );
        byte[] file =
        [
            .. WireBytes.Number(1, 8),
            .. WireBytes.Text(2, "MatMulWritesThis"),
            .. WireBytes.Field(Graph, WireBytes.Fixed32(90), Operator(Node, "Add"), WireBytes.Fixed64(91), inner, Operator(Node, "Add")),
            .. WireBytes.Field(Function, Operator(FunctionNode, "InFunction")),
        ];

        Read(file).ShouldBe(["Add", "If", "InThen", "InList", "InFunction"], ignoreOrder: true);
    }

    [Fact]
    public void Read_WeightsThatLookLikeOperators_ArePassedOver()
    {
        var weights = WireBytes.Field(Initializer, Operator(Node, "DynamicQuantizeLinear"), new byte[70_000]);
        Read(WireBytes.Field(Graph, weights, Operator(Node, "MatMul"))).ShouldBe(["MatMul"]);
    }

    [Fact]
    public void Read_FileThatIsCutShort_IsNull()
    {
        var whole = WireBytes.Field(Graph, Operator(Node, "Add"));
        for (var length = 1; length < whole.Length; length++)
        {
            Read(whole[..length]).ShouldBeNull();
        }
    }

    [Fact]
    public void Read_NoFile_IsNull() => OnnxOperators.Read(Path.Combine(_folder, "none.onnx")).ShouldBeNull();

    [Fact]
    public void Read_BranchesWithoutEnd_IsNullAndNoStackOverflow()
    {
        var graph = Operator(Node, "Add");
        for (var depth = 0; depth < 2_000; depth++)
        {
            graph = WireBytes.Field(Node, WireBytes.Field(Attribute, WireBytes.Field(AttributeGraph, graph)));
        }

        Read(WireBytes.Field(Graph, graph)).ShouldBeNull();
    }

    [Fact]
    public void Read_AnyBytes_EndsWithoutAnException() =>
        Gen
            .Byte.Array[0, 200]
            .Sample(
                bytes =>
                {
                    _ = Read(bytes);
                },
                threads: 1
            );

    [Theory]
    [InlineData("marian-tiny", "decoder_model_merged.onnx", "If")]
    [InlineData("bert-tiny", "model.onnx", "MatMul")]
    public void Read_RealExport_FindsItsOperators(string fixture, string file, string expected)
    {
        using var repository = new TemporaryRepository();
        var model = repository.Add("m", "{}", fixture);
        var found = OnnxOperators.Read(Path.Combine(model, "student", file)).ShouldNotBeNull();
        found.ShouldContain(expected);
        found.ShouldNotContain(type => type.StartsWith("DynamicQuantize", StringComparison.Ordinal));
    }

    private static byte[] Operator(int field, string type) =>
        WireBytes.Field(field, WireBytes.Text(1, "input"), WireBytes.Text(OpType, type));

    private IReadOnlySet<string>? Read(byte[] bytes)
    {
        var path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, bytes);
        return OnnxOperators.Read(path);
    }
}
