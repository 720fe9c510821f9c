using CsCheck;
using Shouldly;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>Texts that no one would write, and many at once.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] Fragments =
    [
        "</s>",
        "<s>",
        "<pad>",
        "<mask>",
        "[MASK]",
        "[SEP]",
        "<unk>",
        "<extra_id_7>",
        ">>fr<<",
        ">>",
        "<<",
        " ",
        "\n",
        "\0",
        "\r\n",
        "e\u0301",
        "\u2581",
        "##a",
        "\uD835\uDCD7",
        "\uD835",
        "\u200D",
        "word",
        "'ll",
        "\uFFFE",
    ];

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String,
        Gen.Char['\uD7F0', '\uE010'].Array[0, 20].Select(units => new string(units)),
        Gen.Int[0, Fragments.Length - 1].Array[0, 12].Select(places => string.Concat(places.Select(place => Fragments[place])))
    );

    public static TheoryData<string, bool, int, int> Kinds =>
        new()
        {
            { "marian-tiny", false, 853, 0 },
            { "t5-tiny", false, 904, 1 },
            { "t5-tiny", true, 904, 1 },
            { "bert-tiny", false, 2000, 3 },
            { "bert-tiny", true, 2000, 3 },
            { "distilbert-tiny", false, 2000, 7 },
            { "roberta-tiny", false, 1200, 2 },
            { "roberta-tiny", true, 1200, 2 },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Encode_AnyText_GivesAWholeRow(string folder, bool fastOnly, int vocabularySize, int lastId)
    {
        using var copy = fastOnly ? TokenizerFolderCopy.FastOnly(folder) : new TokenizerFolderCopy(folder);
        var tokenizer = TokenizerLoader.Load(copy.Path);
        Gen.Select(Texts, Texts, Gen.Int[6, 30])
            .Sample(
                (text, other, maxLength) =>
                {
                    var (one, two) = (SparedEnds(text), SparedEnds(other));
                    foreach (
                        var (answer, spared) in new[]
                        {
                            (tokenizer.Encode(text, maxLength), one),
                            (tokenizer.EncodePair(text, other, maxLength), one + two),
                        }
                    )
                    {
                        answer.Ids.Length.ShouldBeLessThanOrEqualTo(maxLength);
                        if (answer.Truncated)
                        {
                            answer.UntruncatedLength.ShouldBeGreaterThan(maxLength - spared);
                        }
                        else
                        {
                            answer.UntruncatedLength.ShouldBeLessThanOrEqualTo(maxLength);
                        }

                        answer.TypeIds.Length.ShouldBe(answer.Ids.Length);
                        answer.Ids.ShouldAllBe(id => id >= 0 && id < vocabularySize);
                        answer.Ids[^1].ShouldBe(lastId);
                        tokenizer.Decode(answer.Ids).ShouldNotBeNull();
                    }
                },
                iter: 300
            );

        // The slow T5 tokenizer gives a text that ends with the end token no second one, yet, like the reference, keeps room for it: such a
        // text may be cut though it would have fitted.
        int SparedEnds(string text) =>
            folder == "t5-tiny"
            && !fastOnly
            && tokenizer.Encode(text + "</s>", 1_000).UntruncatedLength != tokenizer.Encode(text, 1_000).UntruncatedLength
                ? 1
                : 0;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Encode_LongTextWithoutSpaces_FinishesAndCountsAll(string folder, bool fastOnly, int vocabularySize, int lastId)
    {
        using var copy = fastOnly ? TokenizerFolderCopy.FastOnly(folder) : new TokenizerFolderCopy(folder);
        var tokenizer = TokenizerLoader.Load(copy.Path);
        foreach (var unit in new[] { "abcde", ">>", "\uD835\uDCD7", "e\u0301", "<" })
        {
            var answer = tokenizer.Encode(string.Concat(Enumerable.Repeat(unit, 100_000)), 64);

            answer.Ids.Length.ShouldBeInRange(1, 64);
            answer.Ids.Max().ShouldBeLessThan(vocabularySize);
            answer.Ids[^1].ShouldBe(lastId);
        }
    }

    [Theory]
    [InlineData("marian-tiny")]
    [InlineData("bert-tiny")]
    [InlineData("roberta-tiny")]
    [InlineData("t5-tiny")]
    public void Encode_LoneSurrogate_CountsAsReplacementCharacter(string folder)
    {
        var tokenizer = TokenizerLoader.Load(Fixtures.Folder(folder));

        tokenizer.Encode("a \uD83D b\uDE00", 64).Ids.ShouldBe(tokenizer.Encode("a \uFFFD b\uFFFD", 64).Ids);
    }

    [Theory]
    [InlineData("marian-tiny")]
    [InlineData("t5-tiny")]
    [InlineData("bert-tiny")]
    [InlineData("roberta-tiny")]
    public void Encode_FromManyThreads_GivesTheSame(string folder)
    {
        var tokenizer = TokenizerLoader.Load(Fixtures.Folder(folder));
        var texts = GoldenCases.Of(folder).Select(item => item.Text("text")).ToArray();
        var expected = texts.Select(text => tokenizer.Encode(text, 256).Ids).ToArray();

        Parallel.For(
            0,
            400,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i =>
            {
                var ids = tokenizer.Encode(texts[i % texts.Length], 256).Ids;
                ids.ShouldBe(expected[i % texts.Length]);
                tokenizer.Decode(ids).ShouldBe(tokenizer.Decode(expected[i % texts.Length]));
            }
        );
    }
}
