using TransformerService.Inference.Memory;
using TransformerService.Inference.Tests.Memory;
using Xunit;

namespace TransformerService.Distillation.Tests.Shortlists;

/// <summary>The memory of a run whose last product is the server's own.</summary>
public sealed class ShortlistMemoryTests
{
    private const long MiB = 1 << 20;
    private const int Rows = 64,
        Tokens = 3,
        Beams = 8,
        MaxLength = 40;

    [Fact]
    public async Task Bytes_ManyBeams_AreNoLessThanMeasured()
    {
        Assert.SkipUnless(MemoryProbe.IsPossible, "Only Linux tells a process's peak.");
        using var model = new ShortlistModel(ShortlistModel.OfAll(), modelSize: 256);
        var estimate = RunMemory.Of(model.Read()).Bytes(Tokens, Rows * Beams, (long)Rows * Beams * MaxLength, Rows);

        var measured = await MemoryProbe.MeasureAsync(model.Path, Rows, Tokens, Beams, MaxLength, TestContext.Current.CancellationToken);

        TestContext.Current.SendDiagnosticMessage($"estimate {estimate / MiB} MiB, measured {measured.Peak / MiB}");
        measured.ShouldFit(estimate);
    }
}
