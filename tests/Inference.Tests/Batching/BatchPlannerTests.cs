using CsCheck;
using Shouldly;
using TransformerService.Inference.Batching;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class BatchPlannerTests
{
    [Fact]
    public void Plan_AnyLengths_PutsEveryRowIntoOneBatchWithinTheLimits() =>
        Gen.Select(Gen.Int[1, 600].Array[0, 200], Gen.Int[1, 8], Gen.Int[1, 5000], Gen.Int[1, 64]).Sample((lengths, width, tokens, rows) =>
        {
            IReadOnlyList<int[]> batches = BatchPlanner.Plan(lengths, width, rows, tokens);

            batches.SelectMany(batch => batch).Order().ShouldBe(Enumerable.Range(0, lengths.Length));
            foreach (int[] batch in batches)
            {
                batch.Length.ShouldBeLessThanOrEqualTo(rows);
                int longest = batch.Max(row => lengths[row]);
                (batch.Length == 1 || longest * batch.Length * width <= tokens).ShouldBeTrue();
            }
        });

    [Fact]
    public void Plan_OneRequestWithinTheBudget_IsOneBatch() =>
        BatchPlanner.Plan([10, 500, 3, 77], 4, maxRows: 64, maxTokens: 16_384).ShouldHaveSingleItem().ShouldBe([1, 3, 0, 2]);

    [Fact]
    public void Plan_NoRows_IsNoBatch() => BatchPlanner.Plan([], 1, maxRows: 64, maxTokens: 16_384).ShouldBeEmpty();
}
