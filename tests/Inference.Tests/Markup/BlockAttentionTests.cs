using Shouldly;
using TransformerService.Inference.Markup;
using TransformerService.Tokenization;
using Xunit;

namespace TransformerService.Inference.Tests.Markup;

/// <summary>Tags are placed by what the tokens of a translation attend to.</summary>
public sealed class BlockAttentionTests
{
    private static readonly int[] _sources = [2, 7, 11, -1];

    private static TextWork Work => new(CancellationToken.None);

    [Theory]
    [InlineData(0, 1, 2, "aaa|bbb|ccc ddd")]
    [InlineData(0, 0, 1, "aaa bbb|ccc|ddd")]
    [InlineData(0, 1, 1, "aaa|bbb ccc|ddd")]
    public void Cut_WordsThatTheTextsDoNotHave_FollowTheirAttention(int first, int second, int third, string expected)
    {
        const string translation = "aaa bbb ccc ddd";
        var attention = Attention([(0, 3, first), (4, 7, second), (8, 11, third), (12, 15, 2)]);

        var cuts = TagPlacer.Cut(translation, Gaps("the", "big", "dog"), [], (attention, [0, 4, 9]), Work);

        string.Join('|', Parts(translation, cuts.ShouldNotBeNull())).ShouldBe(expected);
    }

    [Fact]
    public void Cut_WordOfSeveralTokens_GoesWhereTheyAttendOnTheWhole()
    {
        const string translation = "aaa bbbbbb ccc";
        var attention = Attention([(0, 3, 0), (4, 6, 0), (6, 8, 1), (8, 10, 1), (11, 14, 2)]);

        var cuts = TagPlacer.Cut(translation, Gaps("the", "big", "dog"), [], (attention, [0, 4, 9]), Work);

        string.Join('|', Parts(translation, cuts.ShouldNotBeNull())).ShouldBe("aaa|bbbbbb|ccc");
    }

    [Fact]
    public void ForEach_Word_HasTheMeanOfItsTokensWithoutThoseOfNoText()
    {
        var attention = new BlockAttention([
            new(0, 2, _sources, new[] { 0.5f, 0.25f, 0.125f, 0.125f }),
            new(2, 4, _sources, new[] { 0.1f, 0.7f, 0.1f, 0.1f }),
        ]);
        var sums = new double[3];

        attention.ForEach([(0, 4)], [0, 4, 9], (gap, _, share) => sums[gap] += share, Work);

        sums.ShouldBe([0.3, 0.475, 0.1125], 1e-6);
    }

    [Theory]
    [InlineData("protéger l'eau", "protéger|l'|eau")]
    [InlineData("jusqu’à midi", "jusqu’|à|midi")]
    [InlineData("the dog's tail", "the|dog|'|s|tail")]
    [InlineData("it 'is' so", "it|'|is|'|so")]
    public void Of_Apostrophe_BelongsToTheShortenedWordBeforeIt(string text, string expected) =>
        string.Join('|', TagWord.Of(text, [], Work).Select(word => text.Substring(word.Start, word.Length))).ShouldBe(expected);

    [Fact]
    public void Without_FirstCharacters_MovesEveryToken()
    {
        var moved = Attention([(2, 5, 0), (6, 9, 1)]).Without(2);

        moved.Tokens.Select(token => (token.Start, token.End)).ShouldBe([(0, 3), (4, 7)]);
    }

    private static BlockAttention Attention((int Start, int End, int Source)[] tokens) =>
        new([
            .. tokens.Select(token => new AttendingToken(
                token.Start,
                token.End,
                _sources,
                (float[])[.. Enumerable.Range(0, _sources.Length).Select(source => source == token.Source ? 0.85f : 0.05f)]
            )),
        ]);

    private static (string, string?)[] Gaps(params string[] texts) => [.. texts.Select(text => (text, (string?)null))];

    private static IEnumerable<string> Parts(string text, int[] cuts) =>
        cuts.Select((cut, index) => text[cut..(index + 1 < cuts.Length ? cuts[index + 1] : text.Length)].Trim());
}
