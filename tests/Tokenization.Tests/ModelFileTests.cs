using Shouldly;
using TransformerService.Models.Tests.Exports;
using TransformerService.Tokenization.SentencePiece;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>SentencePiece model files written field by field: what is read of them, and what refuses them.</summary>
public sealed class ModelFileTests
{
    private const int Pieces = 1,
        TrainerSpec = 2,
        NormalizerSpec = 3,
        DenormalizerSpec = 5;

    [Fact]
    public void Parse_FieldsLeftOut_HaveTheDefaultsOfTheFormat()
    {
        var model = Parse([.. Piece("<unk>", 2), .. Message(Pieces, Text(1, "a")), .. Message(TrainerSpec, [])]);

        model.Pieces.ShouldBe([new ModelPiece("<unk>", 0, PieceType.Unknown), new ModelPiece("a", 0, PieceType.Normal)]);
        model.CharacterMap.ShouldBeEmpty();
        model.ByteFallback.ShouldBeFalse();
        model.AddDummyPrefix.ShouldBeTrue();
        model.RemoveExtraWhitespaces.ShouldBeTrue();
        model.EscapeWhitespaces.ShouldBeTrue();
    }

    [Fact]
    public void Parse_FieldsThatAreGiven_AreRead()
    {
        var model = Parse([
            .. Piece("<unk>", 2),
            .. Message(Pieces, [.. Text(1, "\u2581a"), .. Score(-2.5f), .. Number(3, 4)]),
            .. Message(TrainerSpec, [.. Number(3, 1), .. Number(24, 0), .. Number(35, 0)]),
            .. Message(NormalizerSpec, [.. Text(2, "map"), .. Number(3, 0), .. Number(4, 0), .. Number(5, 0)]),
        ]);

        model.Pieces[1].ShouldBe(new ModelPiece("\u2581a", -2.5f, PieceType.UserDefined));
        model.CharacterMap.ShouldBe("map"u8.ToArray());
        model.AddDummyPrefix.ShouldBeFalse();
        model.RemoveExtraWhitespaces.ShouldBeFalse();
        model.EscapeWhitespaces.ShouldBeFalse();
    }

    [Fact]
    public void Parse_UnknownFieldsAndKnownOnesOfAnotherType_AreSkipped()
    {
        byte[] others = [.. Number(1, 7), .. Text(4, "self test data"), .. Number(250, 1), .. Text(19_999, "x")];

        var model = Parse([.. others, .. Fine(), .. others, .. Message(Pieces, [.. Text(1, "b"), .. Text(3, "CONTROL"), .. Number(9, 1)])]);

        model.Pieces.Select(piece => (piece.Text, piece.Type)).ShouldBe([("<unk>", PieceType.Unknown), ("b", PieceType.Normal)]);
    }

    [Fact]
    public void Parse_PieceOfAnUnknownType_KeepsItsNumber() => Parse([.. Fine(), .. Piece("x", 99)]).Pieces[1].Type.ShouldBe((PieceType)99);

    [Fact]
    public void Parse_MillionsOfUnknownFields_KeepsNoneOfThem()
    {
        byte[] content = [.. Enumerable.Repeat(Number(20, 1), 1_000_000).SelectMany(field => field), .. Fine()];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Parse(content).Pieces.Count.ShouldBe(1);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(content.Length);
    }

    [Fact]
    public void Parse_MillionsOfPieces_IsRefusedBeforeMemoryIsTakenForThem()
    {
        byte[] content = [.. Enumerable.Repeat(Message(Pieces, []), 1_000_001).SelectMany(field => field), .. Fine()];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Refusal(content).ShouldEndWith("the vocabulary has more than 1000000 pieces.");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(content.Length);
    }

    [Theory]
    [InlineData("08")] // a field's number without its value
    [InlineData("0AFFFFFFFF07")] // a piece of 2 GB
    [InlineData("0AFFFFFFFF0F")] // a piece of a negative length
    [InlineData("0A03FF")] // a piece longer than the file
    [InlineData("0A040A05")] // a text longer than its piece
    [InlineData("0A040A02FFFF")] // a text that is not UTF-8
    [InlineData("0A021580")] // half a score
    [InlineData("00")] // field 0
    [InlineData("0C")] // the end of a group that did not begin
    [InlineData("0BFFFFFFFFFFFFFFFFFFFFFF")] // a varint of eleven bytes in a group
    public void Parse_Malformed_IsRefused(string hex)
    {
        Refusal([.. Fine(), .. Convert.FromHexString(hex)]).ShouldEndWith("it is not a SentencePiece model (malformed protobuf).");
    }

    [Fact]
    public void Parse_CutAnywhere_IsRefusedOrAWholeModel()
    {
        byte[] whole =
        [
            .. Piece("<unk>", 2),
            .. Piece("a", 1),
            .. Message(TrainerSpec, Number(3, 1)),
            .. Message(NormalizerSpec, Text(2, "map")),
        ];
        var read = 0;
        for (var length = 0; length < whole.Length; length++)
        {
            try
            {
                Parse(whole[..length]).Pieces.Count.ShouldBe(2);
                read++;
            }
            catch (TokenizerLoadException fault)
            {
                fault.Message.ShouldStartWith("The tokenizer file 'x.spm' cannot be used: ");
            }
        }

        read.ShouldBe(1); // the file without its normalizer
    }

    public static TheoryData<string, byte[]> Unusable { get; } =
        new()
        {
            { "the vocabulary is empty", [] },
            { "the vocabulary is empty", Message(TrainerSpec, []) },
            { "piece 1 is empty", [.. Fine(), .. Message(Pieces, Score(1))] },
            { "the file ends before its trainer specification; it was cut off", Piece("<unk>", 2) },
            { "only Unigram and BPE models are supported, and this one's type is 3", [.. Fine(), .. Message(TrainerSpec, Number(3, 3))] },
            { "only Unigram and BPE models are supported, and this one's type is 77", [.. Fine(), .. Message(TrainerSpec, Number(3, 77))] },
            {
                "it has byte_fallback, but lacks the piece <0x00>; copy it again, or delete it if there is a tokenizer.json of the model to use",
                [.. Fine(), .. Message(TrainerSpec, Number(35, 1))]
            },
            { "models with treat_whitespace_as_suffix are not supported", [.. Fine(), .. Message(TrainerSpec, Number(24, 1))] },
            { "models with a denormalizer are not supported", [.. Fine(), .. Message(DenormalizerSpec, Text(2, "map"))] },
            { "the vocabulary should have one unknown piece", [.. Fine(), .. Piece("x", 2)] },
            { "the vocabulary should have one unknown piece", [.. Piece("x", 1), .. Message(TrainerSpec, [])] },
        };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Parse_ModelThatCannotBeUsed_SaysWhy(string fault, byte[] content) =>
        Refusal(content).ShouldBe($"The tokenizer file 'x.spm' cannot be used: {fault}.");

    private static byte[] Fine() => [.. Piece("<unk>", 2), .. Message(TrainerSpec, Number(3, 1))];

    private static byte[] Piece(string text, ulong type) => Message(Pieces, [.. Text(1, text), .. Number(3, type)]);

    private static byte[] Message(int field, byte[] content) => WireBytes.Field(field, content);

    private static byte[] Text(int field, string text) => WireBytes.Text(field, text);

    private static byte[] Number(int field, ulong value) => WireBytes.Number(field, value);

    private static byte[] Score(float value) => [0x15, .. BitConverter.GetBytes(value)]; // field 2

    private static ModelFile Parse(byte[] content) => ModelFile.Parse(content, "x.spm");

    private static string Refusal(byte[] content) => Should.Throw<TokenizerLoadException>(() => Parse(content)).Message;
}
