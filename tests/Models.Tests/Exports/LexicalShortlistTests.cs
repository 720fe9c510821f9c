using System.Buffers.Binary;
using CsCheck;
using Shouldly;
using TransformerService.Models.Exports.Shortlists;
using Xunit;

namespace TransformerService.Models.Tests.Exports;

/// <summary>The lexical shortlist and its file, hostile ones included.</summary>
public sealed class LexicalShortlistTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    private static LexicalShortlist Small() =>
        LexicalShortlist.Of(
            [3, 1],
            [
                [4, 2],
                [],
                [5, 5, 0],
                [],
                [],
                [1],
                [],
            ]
        );

    [Fact]
    public void Of_Source_UnitesItsOwnPiecesTheirCandidatesAndOthers()
    {
        var shortlist = Small();

        shortlist.Of([], []).ShouldBe([1, 3]);
        shortlist.Of([0], []).ShouldBe([0, 1, 2, 3, 4]);
        shortlist.Of([2, 0, 2], [6, -1, 7, int.MaxValue]).ShouldBe([0, 1, 2, 3, 4, 5, 6]);
        shortlist.Of([-5, 7, 6], []).ShouldBe([1, 3, 6]);
    }

    [Fact]
    public void Read_WrittenFile_GivesTheSameLists()
    {
        LexicalShortlistFile.Write(_path, Small());

        var read = LexicalShortlistFile.Read(_path);

        read.Vocabulary.ShouldBe(7);
        read.Always.ToArray().ShouldBe([1, 3]);
        read.CandidatesOf(2).ToArray().ShouldBe([0, 5]);
        read.CandidatesOf(5).ToArray().ShouldBe([1]);
        new FileInfo(_path).Length.ShouldBe(24 + (2 * (2 + 7)) + 5);
    }

    [Theory]
    [InlineData(0, 'X', "it does not begin with LEXSHORT")]
    [InlineData(8, 2, "its format is version 2, but only version 1 is known")]
    [InlineData(12, 0, "its vocabulary has 0 pieces, but must have from 1 to 65536")]
    [InlineData(14, 1, "its vocabulary has 65543 pieces")]
    [InlineData(19, 0xff, "it has 47 bytes, but its header announces 855638")]
    [InlineData(23, 0xff, "it has 47 bytes, but its header announces 427819")]
    [InlineData(28, 0xff, "its source pieces have 258 candidates together, but only 5 bytes for them")]
    [InlineData(28, 1, "it has 1 bytes after its last candidate")]
    [InlineData(24, 3, "the pieces of any translation must be below 7 and in ascending order, but 3 is among them at place 1")]
    [InlineData(27, 1, "the pieces of any translation must be below 7")]
    [InlineData(42, 9, "source piece 0 has the candidate 9, which is not among the 7 pieces")]
    [InlineData(43, 5, "source piece 0 has the candidate 8, which is not among the 7 pieces")]
    [InlineData(46, 0x80, "a candidate's distance does not end within 3 bytes, or the file ends before it does")]
    public void Read_ChangedByte_SaysWhatIsWrong(int place, int value, string fault)
    {
        LexicalShortlistFile.Write(_path, Small());
        var bytes = File.ReadAllBytes(_path);
        bytes[place] = (byte)value;
        File.WriteAllBytes(_path, bytes);

        Should.Throw<InvalidDataException>(() => LexicalShortlistFile.Read(_path)).Message.ShouldContain(fault);
    }

    [Fact]
    public void Read_LargeVocabulary_GivesTheSameLists()
    {
        var random = new Random(1);
        int[][] candidates =
        [
            .. Enumerable
                .Range(0, LexicalShortlist.MostPieces)
                .Select(piece =>
                    (int[])[.. Enumerable.Range(0, piece % 5).Select(_ => random.Next(LexicalShortlist.MostPieces)).Distinct().Order()]
                ),
        ];
        candidates[^1] = [0, LexicalShortlist.MostPieces - 1];
        LexicalShortlistFile.Write(_path, LexicalShortlist.Of([LexicalShortlist.MostPieces - 1], candidates));

        var read = LexicalShortlistFile.Read(_path);

        for (var piece = 0; piece < candidates.Length; piece++)
        {
            read.CandidatesOf(piece).ToArray().ShouldBe(Array.ConvertAll(candidates[piece], candidate => (ushort)candidate));
        }
    }

    [Fact]
    public void Read_CutFile_IsRefusedAtEveryLength()
    {
        LexicalShortlistFile.Write(_path, Small());
        var bytes = File.ReadAllBytes(_path);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(_path, bytes[..length]);
            Should.Throw<InvalidDataException>(() => LexicalShortlistFile.Read(_path));
        }
    }

    /// <summary>Whatever the file holds, it is refused, or its lists are within the vocabulary.</summary>
    [Fact]
    public void Read_AnyBytes_IsRefusedOrWithinTheVocabulary()
    {
        LexicalShortlistFile.Write(_path, Small());
        var bytes = File.ReadAllBytes(_path);
        Gen.Select(Gen.Int[0, bytes.Length - 2], Gen.UShort)
            .Array[1, 4]
            .Sample(
                changes =>
                {
                    var changed = bytes.ToArray();
                    foreach ((var place, var value) in changes)
                    {
                        BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(place), value);
                    }

                    File.WriteAllBytes(_path, changed);
                    try
                    {
                        var read = LexicalShortlistFile.Read(_path);
                        read.Of([.. Enumerable.Range(0, read.Vocabulary)], []).ShouldBe(Enumerable.Range(0, read.Vocabulary));
                    }
                    catch (InvalidDataException) { }
                },
                iter: 2_000,
                threads: 1
            );
    }

    [Fact]
    public void Of_PieceOutsideTheVocabulary_IsRefused()
    {
        Should.Throw<ArgumentException>(() =>
            LexicalShortlist.Of(
                [2],
                [
                    [],
                    [],
                ]
            )
        );
        Should.Throw<ArgumentException>(() =>
            LexicalShortlist.Of(
                [],
                [
                    [-1],
                ]
            )
        );
        Should.Throw<ArgumentException>(() => LexicalShortlist.Of([], []));
    }
}
