using CsCheck;
using Shouldly;
using TransformerService.Distillation.Data;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Distillation.Tests.Data;

public sealed class BucketBatcherTests
{
    private static readonly Gen<(int Source, int Target)[]> Lengths = Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40]).Array[0, 300];

    [Fact]
    public void Epoch_AnyLengths_HasEveryExampleOnceWithinTheBudget() =>
        Gen.Select(Lengths, Gen.Int[40, 400], Gen.Int[1, 16], Gen.ULong, Gen.Int[0, 20])
            .Sample(
                (lengths, budget, multiple, seed, epoch) =>
                {
                    var widths = BucketWidths.MultiplesOf(multiple);
                    budget = Math.Max(budget, widths.Fit(40));
                    var batches = Batcher(lengths, budget, widths, seed).Epoch(epoch);

                    batches.SelectMany(batch => batch.Indices).Order().ShouldBe(Enumerable.Range(0, lengths.Length));
                    foreach (var batch in batches)
                    {
                        batch.Rows.ShouldBeGreaterThan(0);
                        (batch.Rows * Math.Max(batch.SourceWidth, batch.TargetWidth)).ShouldBeLessThanOrEqualTo(budget);
                        (batch.SourceWidth % multiple, batch.TargetWidth % multiple).ShouldBe((0, 0));

                        // No side is wider than the widest of its rows needs.
                        batch.SourceWidth.ShouldBe(widths.Fit(batch.Indices.Max(i => lengths[i].Source)));
                        batch.TargetWidth.ShouldBe(widths.Fit(batch.Indices.Max(i => lengths[i].Target)));
                    }
                }
            );

    [Fact]
    public void Epoch_SameSeedAndEpoch_IsTheSameListAndResumes() =>
        Gen.Select(Lengths, Gen.ULong, Gen.Int[0, 20])
            .Sample(
                (lengths, seed, epoch) =>
                {
                    var first = Batcher(lengths, 120, BucketWidths.MultiplesOf(8), seed);
                    var later = Batcher(lengths, 120, BucketWidths.MultiplesOf(8), seed);
                    _ = later.Epoch(epoch + 1);
                    var done = first.Epoch(epoch).Count / 2;

                    Flat(later.Epoch(epoch)).ShouldBe(Flat(first.Epoch(epoch)));
                    Flat([.. first.Epoch(epoch).Take(done), .. later.Epoch(epoch).Skip(done)]).ShouldBe(Flat(first.Epoch(epoch)));
                }
            );

    [Fact]
    public void Epoch_Draws_HasEachExampleAsOftenAsItIsDrawn()
    {
        Draw[] draws = [Draw.Once, new(0, 0.5), new(0.5, 0.5), new(0.2, 2)];
        var batcher = new BucketBatcher([3, 3, 3, 3], [3, 3, 3, 3], new BucketBatcherOptions { TokenBudget = 16 }, draws);

        Taken(0).ShouldBe([0, 2, 3, 3]);
        Taken(1).ShouldBe([0, 1, 3, 3]);

        IEnumerable<int> Taken(int epoch) => batcher.Epoch(epoch).SelectMany(batch => batch.Indices).Order();
    }

    [Fact]
    public void Epoch_OtherEpochOrSeed_MeetsOtherRows()
    {
        var lengths = ManyLengths();
        var batcher = Batcher(lengths, 512, BucketWidths.MultiplesOf(8), seed: 1);

        Flat(batcher.Epoch(0)).ShouldNotBe(Flat(batcher.Epoch(1)));
        Flat(batcher.Epoch(0)).ShouldNotBe(Flat(Batcher(lengths, 512, BucketWidths.MultiplesOf(8), seed: 2).Epoch(0)));
    }

    [Fact]
    public void Epoch_ManyExamples_IsDenseAndRepeatsItsShapes()
    {
        var lengths = ManyLengths();
        var batches = Batcher(lengths, 1024, BucketWidths.MultiplesOf(8), seed: 1).Epoch(0);

        var padded = batches.Sum(batch => (long)batch.Rows * (batch.SourceWidth + batch.TargetWidth));
        var tokens = lengths.Sum(pair => (long)pair.Source + pair.Target);
        (tokens / (double)padded).ShouldBeGreaterThan(0.75);
        batches.Select(batch => (batch.Rows, batch.SourceWidth, batch.TargetWidth)).Distinct().Count().ShouldBeLessThan(batches.Count / 5);

        // Short and long batches are mixed: the first tenth is about as wide as all.
        batches
            .Take(batches.Count / 10)
            .Average(batch => batch.SourceWidth)
            .ShouldBe(batches.Average(batch => batch.SourceWidth), tolerance: 4);
    }

    [Fact]
    public void Epoch_NoTargets_HasNoTargetWidth()
    {
        var batches = new BucketBatcher([3, 9, 8], null, new BucketBatcherOptions { TokenBudget = 16 }).Epoch(0);

        batches.Select(batch => (batch.Rows, batch.SourceWidth, batch.TargetWidth)).ShouldBe([(2, 8, 0), (1, 16, 0)], ignoreOrder: true);
    }

    [Fact]
    public void Epoch_NoExamples_IsEmpty() => new BucketBatcher([], [], new BucketBatcherOptions()).Epoch(0).ShouldBeEmpty();

    [Fact]
    public void Constructor_FaultyLengths_Throws()
    {
        var options = new BucketBatcherOptions { TokenBudget = 16 };
        Should.Throw<ArgumentException>(() => new BucketBatcher([1], [], options)).Message.ShouldContain("1 sources, 0 targets");
        Should
            .Throw<ArgumentException>(() => new BucketBatcher([1, 17], [1, 1], options))
            .Message.ShouldContain("Example 1 takes 24 tokens");
        Should.Throw<ArgumentOutOfRangeException>(() => new BucketBatcher([-1], null, options));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 10)]
    [InlineData(10, 10)]
    public void Fit_GivenWidths_TakesTheSmallestThatHolds(int length, int width) => BucketWidths.Of(4, 10).Fit(length).ShouldBe(width);

    [Fact]
    public void Widths_Faulty_Throw()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => BucketWidths.Of(4, 10).Fit(11));
        Should.Throw<ArgumentOutOfRangeException>(() => BucketWidths.Of(4, 4));
        Should.Throw<ArgumentOutOfRangeException>(() => BucketWidths.MultiplesOf(0));
        Should.Throw<ArgumentException>(() => BucketWidths.Of());
    }

    private static (int Source, int Target)[] ManyLengths()
    {
        // About as translations are: most of them short, the target a little longer.
        var random = new SplitMix(1);
        return
        [
            .. Enumerable
                .Range(0, 20_000)
                .Select(_ =>
                {
                    var source = 3 + random.Below(12) + random.Below(12) + (random.Below(10) == 0 ? random.Below(40) : 0);
                    return (source, source + random.Below(6));
                }),
        ];
    }

    private static BucketBatcher Batcher((int Source, int Target)[] lengths, int budget, BucketWidths widths, ulong seed) =>
        new(
            [.. lengths.Select(pair => pair.Source)],
            [.. lengths.Select(pair => pair.Target)],
            new BucketBatcherOptions
            {
                TokenBudget = budget,
                Widths = widths,
                Seed = seed,
            }
        );

    private static string Flat(IEnumerable<Batch> batches) =>
        string.Join(';', batches.Select(batch => $"{batch.SourceWidth}x{batch.TargetWidth}:{string.Join(',', batch.Indices)}"));
}
