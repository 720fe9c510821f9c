using CsCheck;
using Shouldly;
using TransformerService.Models.Exports;
using Xunit;

namespace TransformerService.Models.Tests.Exports;

/// <summary>How many rows an ONNX file has for its ids, found by following them through its nodes.</summary>
public sealed class EmbeddingTablesTests : IDisposable
{
    private const int GraphField = 7,
        NodeField = 1,
        InitializerField = 5,
        InputField = 11,
        AttributeField = 5;
    private readonly string _folder = Directory.CreateTempSubdirectory("onnx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("bert-tiny", "model.onnx", 2_000, 2, true)]
    [InlineData("distilbert-tiny", "model.onnx", 2_000, null, false)]
    [InlineData("roberta-tiny", "model.onnx", 1_200, null, false)]
    [InlineData("marian-tiny", "encoder_model.onnx", 853, null, false)]
    [InlineData("marian-tiny", "decoder_model.onnx", 853, null, false)]
    [InlineData("marian-tiny", "decoder_model_merged.onnx", 853, null, false)]
    [InlineData("t5-tiny", "encoder_model.onnx", 904, null, false)]
    [InlineData("t5-tiny", "decoder_with_past_model.onnx", 904, null, false)]
    public void Read_RealExport_FindsItsTables(string fixture, string file, int tokens, int? types, bool takesTypes)
    {
        using var repository = new TemporaryRepository();
        var model = repository.Add("m", "{}", fixture);
        EmbeddingTables.Read(Path.Combine(model, "student", file)).ShouldBe(new EmbeddingTables(file, tokens, types, takesTypes));
    }

    [Fact]
    public void Read_QuantisedTableBehindChangedIds_IsFound() =>
        Read(
            Node("Cast", ["input_ids"], ["cast"]),
            Node("Reshape", ["cast", "shape"], ["flat"]),
            Node("DequantizeLinear", ["bytes", "scale", "zero"], ["table"]),
            Node("Gather", ["table", "flat"], ["rows"]),
            Table("bytes", 700, 8)
        )
            .Tokens.ShouldBe(700);

    [Fact]
    public void Read_RowsThatAreDequantisedAfterwards_AreFound() =>
        Read(
            Node("Gather", ["bytes", "input_ids"], ["rows"]),
            Node("Gather", ["scales", "input_ids"], ["scale"]),
            Table("bytes", 700, 8),
            Table("scales", 699)
        )
            .Tokens.ShouldBe(699);

    [Fact]
    public void Read_FusedEmbeddings_AreFound()
    {
        var tables = Read(
            Node("EmbedLayerNormalization", ["input_ids", "token_type_ids", "words", "positions", "types", "gamma", "beta"], ["out"]),
            Table("words", 700, 8),
            Table("positions", 64, 8),
            Table("types", 2, 8),
            WireBytes.Field(InputField, WireBytes.Text(1, "token_type_ids"))
        );
        tables.ShouldBe(new EmbeddingTables("model.onnx", 700, 2, true));
    }

    [Fact]
    public void Read_TableInABranch_IsFound()
    {
        var branch = WireBytes.Field(
            AttributeField,
            WireBytes.Text(1, "then_branch"),
            WireBytes.Field(6, Node("Gather", ["outer", "input_ids"], ["rows"]))
        );
        Read(Table("outer", 700, 8), Node("If", ["use_cache_branch"], ["logits"], branch)).Tokens.ShouldBe(700);
    }

    [Fact]
    public void Read_TableOfAConstant_IsFound()
    {
        var value = WireBytes.Field(AttributeField, WireBytes.Text(1, "value"), WireBytes.Field(5, WireBytes.Field(1, [0xBC, 0x05, 0x08])));
        Read(Node("Constant", [], ["table"], value), Node("Gather", ["table", "input_ids"], ["rows"])).Tokens.ShouldBe(700);
    }

    [Theory]
    [InlineData("Equal")]
    [InlineData("Clip")]
    [InlineData("Shape")]
    public void Read_ValuesThatAreNoIdsAnyMore_AreNotFollowed(string type) =>
        Read(Node(type, ["input_ids", "other"], ["value"]), Node("Gather", ["table", "value"], ["rows"]), Table("table", 2, 8))
            .Tokens.ShouldBeNull();

    [Fact]
    public void Read_GatherAlongAnotherAxis_DoesNotCount() =>
        Read(
            Node(
                "Gather",
                ["table", "input_ids"],
                ["rows"],
                WireBytes.Field(AttributeField, WireBytes.Text(1, "axis"), WireBytes.Number(3, 1))
            ),
            Table("table", 2, 8)
        )
            .Tokens.ShouldBeNull();

    [Fact]
    public void Read_NoFile_KnowsNothing() =>
        EmbeddingTables.Read(Path.Combine(_folder, "none.onnx")).ShouldBe(new EmbeddingTables("none.onnx", null, null, false));

    [Fact]
    public void Read_BranchesWithoutEnd_KnowsNothing()
    {
        var graph = Node("Gather", ["table", "input_ids"], ["rows"]);
        for (var depth = 0; depth < 2_000; depth++)
        {
            graph = WireBytes.Field(NodeField, WireBytes.Field(AttributeField, WireBytes.Field(6, graph)));
        }

        Read(graph).Tokens.ShouldBeNull();
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

    private static byte[] Node(string type, string[] inputs, string[] outputs, params byte[][] attributes) =>
        WireBytes.Field(
            NodeField,
            [
                .. inputs.Select(input => WireBytes.Text(1, input)),
                .. outputs.Select(output => WireBytes.Text(2, output)),
                WireBytes.Text(4, type),
                .. attributes,
            ]
        );

    /// <summary>A tensor of which the file holds the dimensions alone: its data is elsewhere.</summary>
    private static byte[] Table(string name, params int[] dimensions) =>
        WireBytes.Field(
            InitializerField,
            [.. dimensions.Select(dimension => WireBytes.Number(1, (ulong)dimension)), WireBytes.Text(8, name), WireBytes.Number(14, 1)]
        );

    private EmbeddingTables Read(params byte[][] graph)
    {
        var path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, WireBytes.Field(GraphField, graph));
        return EmbeddingTables.Read(path);
    }
}
