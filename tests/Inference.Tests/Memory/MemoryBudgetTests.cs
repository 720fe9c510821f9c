using Shouldly;
using TransformerService.Inference.Memory;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Inference.Tests.Memory;

public sealed class MemoryBudgetTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(24_576, 0, 2, 2)] // a machine: as many as the processors allow
    [InlineData(1_024, 0, 2, 2)]
    [InlineData(1_024, 0, 64, 3)] // a small container on a large node
    [InlineData(512, 0, 2, 1)]
    [InlineData(64, 0, 2, 1)]
    [InlineData(1_024, 8, 2, 8)] // what the operator says takes precedence
    public void Runs_OfMemoryAndProcessors_AreAsManyAsFit(long limit, int runs, int mostRuns, int expected) =>
        Budget(limit, runs, mostRuns).Runs.ShouldBe(expected);

    [Fact]
    public void RunBytes_WhileModelsComeAndGo_AreWhatIsLeft()
    {
        var budget = Budget(1_024, 2, 2);
        budget.FreeBytes.ShouldBe(476 * MiB); // 1,024 less 384 of the heap, 100 of the process and 64 of margin

        ModelMemory first = budget.Claim(100 * MiB, 50 * MiB),
            second = budget.Claim(200 * MiB, 10 * MiB);
        budget.RunBytes.ShouldBe(88 * MiB);
        budget.ModelBytes.ShouldBe(300 * MiB);

        first.Dispose();
        first.Dispose();
        budget.RunBytes.ShouldBe(138 * MiB);
        second.Dispose();
        budget.FreeBytes.ShouldBe(476 * MiB);
    }

    /// <summary>Also where it is another model's batch that would no longer fit.</summary>
    [Theory]
    [InlineData(377, 10, 50)]
    [InlineData(200, 139, 139)]
    public void Claim_ModelThatDoesNotFit_IsRefusedWithTheNumbers(long weights, long leastRun, long least)
    {
        var budget = Budget(1_024, 2, 2);
        using var other = budget.Claim(0, 50 * MiB);

        var fault = Should.Throw<ModelLoadException>(() => budget.Claim(weights * MiB, leastRun * MiB)).Faults.ShouldHaveSingleItem();

        fault.ShouldBe(
            $"insufficientMemory: it needs {weights} MiB for its weights and {least} MiB for each of 2 runs at once, together {weights + (2 * least)} MiB, but only 476 MiB are left: "
                + "of 1024 MiB .NET's heap may take 384 MiB, the other models take 0 MiB. Give the process more memory, lower Inference:ConcurrentRuns, or remove a model, and load it again."
        );
        budget.FreeBytes.ShouldBe(476 * MiB);
        budget.Claim((weights - (weights + (2 * least) - 476)) * MiB, leastRun * MiB).Weights.ShouldBe((476 - (2 * least)) * MiB);
    }

    /// <summary>
    /// deploy/ gives 1 GiB: all models of this repository are loaded, and not even the dearest call is refused, whatever the node.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    public void RunBytes_InTheShippedLimit_AreEnoughForTheDearestCalls(int processors)
    {
        var budget = Budget(1_024, 0, processors);
        foreach (var export in Committed())
        {
            budget.Claim(ModelMemory.Estimate(export), Dearest(export));
        }

        budget.RunBytes.ShouldBeGreaterThan(Committed().Max(Dearest));
    }

    /// <summary>Where there is memory, batches are as large as the configuration allows.</summary>
    [Fact]
    public void RunBytes_OnAMachine_AreEnoughForTheLargestBatches()
    {
        var budget = Budget(8_192, 0, 2);
        foreach (var export in Committed())
        {
            using var claim = budget.Claim(ModelMemory.Estimate(export), Dearest(export));
            var longest = export.MaxPositions.ShouldNotBeNull();
            long decoderTokens = export.Generation is null ? 0 : 65_536;
            var run = RunMemory.Of(export);
            run.Bytes(longest, 16_384 / longest, decoderTokens, Math.Min(64, 16_384 / longest)).ShouldBeLessThan(budget.RunBytes);
            run.Bytes(32, 512, decoderTokens, 64).ShouldBeLessThan(budget.RunBytes);
        }
    }

    private static IEnumerable<ExportDescription> Committed() =>
        ModelRepository
            .Read(RunMemoryTests.Models)
            .SelectMany(model => model.Variants)
            .Select(variant => variant.Current.Export.ShouldNotBeNull());

    private static long Dearest(ExportDescription export) =>
        export.MaxPositions.ShouldNotBeNull() is var longest && export.Generation is null
            ? RunMemory.Of(export).Bytes(longest, 1, 0, 1)
            : RunMemory.Of(export).Bytes(longest, 8, 8L * (longest + 1), 1);

    private static MemoryBudget Budget(long limit, int runs, int mostRuns) =>
        new(limit * MiB, limit * 3 / 8 * MiB, 100 * MiB, runs, mostRuns);
}
