using Shouldly;
using TransformerService.Inference.Decoding.Processors;
using TransformerService.Models.Exports;
using Xunit;

namespace TransformerService.Inference.Tests.Decoding.Processors;

public sealed class LogitsProcessorTests
{
    private const float No = float.NegativeInfinity;

    private static float[] Process(ILogitsProcessor processor, int[] sequence, params float[] scores)
    {
        processor.Process(sequence, scores);
        return scores;
    }

    [Fact]
    public void RepetitionPenalty_TokenSeenTwice_IsWeakenedOnce() =>
        Process(new RepetitionPenaltyProcessor(2), [1, 2, 1], 1, 4, -3, 5).ShouldBe([1, 2, -6, 5]);

    [Fact]
    public void NoRepeatNgram_PrefixSeenBefore_ForbidsWhatFollowedIt() =>
        Process(new NoRepeatNgramProcessor(2), [3, 1, 2, 1], 0, 0, 0, 0).ShouldBe([0, 0, No, 0]);

    [Fact]
    public void NoRepeatNgram_OfSizeOne_ForbidsEveryTokenSeen() =>
        Process(new NoRepeatNgramProcessor(1), [3, 1], 0, 0, 0, 0).ShouldBe([0, No, 0, No]);

    [Fact]
    public void NoRepeatNgram_SequenceTooShort_ForbidsNothing() =>
        Process(new NoRepeatNgramProcessor(4), [3, 3], 0, 0, 0, 0).ShouldBe([0, 0, 0, 0]);

    [Fact]
    public void BadWords_SingleAndLongWords_ForbidTheirLastToken()
    {
        var processor = new BadWordsProcessor(
            [
                [2],
                [1, 3],
                [0],
            ],
            eosTokenIds: [0]
        );
        Process(processor, [5, 1], 0, 0, 0, 0).ShouldBe([0, 0, No, No]);
        Process(processor, [1, 5], 0, 0, 0, 0).ShouldBe([0, 0, No, 0]);
    }

    [Fact]
    public void BadWords_LongerThanTheSequence_DoNotApply() =>
        Process(
                new BadWordsProcessor(
                    [
                        [1, 1, 3],
                    ],
                    [0]
                ),
                [1, 1],
                0,
                0,
                0,
                0
            )
            .ShouldBe([0, 0, 0, 0]);

    [Fact]
    public void MinLength_BelowAndAtTheMinimum_ForbidsTheEndOnlyBelow()
    {
        var processor = new MinLengthProcessor(3, [0]);
        Process(processor, [9, 9], 1, 1).ShouldBe([No, 1]);
        Process(processor, [9, 9, 9], 1, 1).ShouldBe([1, 1]);
    }

    [Fact]
    public void ForcedToken_AtItsLength_IsTheOnlyOneLeft()
    {
        var processor = new ForcedTokenProcessor([1], length: 2);
        Process(processor, [9, 9], 5, -5, 5).ShouldBe([No, 0, No]);
        Process(processor, [9], 5, -5, 5).ShouldBe([5, -5, 5]);
    }

    [Fact]
    public void SuppressTokens_AtOneLengthOrAlways_ForbidsThem()
    {
        Process(new SuppressTokensProcessor([1, 99], length: null), [9, 9, 9], 1, 1, 1).ShouldBe([1, No, 1]);
        Process(new SuppressTokensProcessor([1], length: 1), [9], 1, 1, 1).ShouldBe([1, No, 1]);
        Process(new SuppressTokensProcessor([1], length: 1), [9, 9], 1, 1, 1).ShouldBe([1, 1, 1]);
    }

    [Fact]
    public void For_AllSettings_AppliesThemInHuggingFaceOrder()
    {
        var settings = new GenerationSettings
        {
            DecoderStartTokenId = 0,
            EosTokenIds = [1],
            PadTokenId = 0,
            MaxLength = 10,
            RepetitionPenalty = 1.2,
            NoRepeatNgramSize = 3,
            BadWordsIds =
            [
                [0],
            ],
            MinNewTokens = 2,
            ForcedBosTokenId = 4,
            ForcedEosTokenIds = [1],
            SuppressTokens = [5],
            BeginSuppressTokens = [6],
        };

        LogitsProcessors
            .For(settings)
            .Select(processor => processor.GetType())
            .ShouldBe([
                typeof(RepetitionPenaltyProcessor),
                typeof(NoRepeatNgramProcessor),
                typeof(BadWordsProcessor),
                typeof(MinLengthProcessor),
                typeof(ForcedTokenProcessor),
                typeof(ForcedTokenProcessor),
                typeof(SuppressTokensProcessor),
                typeof(SuppressTokensProcessor),
            ]);
    }
}
