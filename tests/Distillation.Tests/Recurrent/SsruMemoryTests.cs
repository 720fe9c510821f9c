using Shouldly;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Inference.Memory;
using TransformerService.Inference.Tests.Memory;
using Xunit;

namespace TransformerService.Distillation.Tests.Recurrent;

/// <summary>The memory of a run whose cache does not grow.</summary>
public sealed class SsruMemoryTests
{
    private const long MiB = 1 << 20;
    private const int Rows = 64,
        Tokens = 3,
        Beams = 8,
        MaxLength = 60;

    [Fact]
    public async Task Bytes_LongAnswersOfManyBeams_AreNoLessThanMeasuredAndFarBelowAttentions()
    {
        Assert.SkipUnless(MemoryProbe.IsPossible, "Only Linux tells a process's peak.");
        using var model = new SsruModel(modelSize: 256);
        var shape = model.Read().Shape;
        shape.IsRecurrent.ShouldBeTrue();
        var estimate = Bytes(new RunMemory(shape), MaxLength);

        var measured = await MemoryProbe.MeasureAsync(model.Path, Rows, Tokens, Beams, MaxLength, TestContext.Current.CancellationToken);

        TestContext.Current.SendDiagnosticMessage($"estimate {estimate / MiB} MiB, measured {measured.Peak / MiB}");
        measured.ShouldFit(estimate);
        estimate.ShouldBe(Bytes(new RunMemory(shape), 4 * MaxLength));
        estimate.ShouldBeLessThan(Bytes(new RunMemory(shape with { IsRecurrent = false }), MaxLength) / 3);
    }

    private static long Bytes(RunMemory memory, int maxLength) => memory.Bytes(Tokens, Rows * Beams, (long)Rows * Beams * maxLength, Rows);
}
