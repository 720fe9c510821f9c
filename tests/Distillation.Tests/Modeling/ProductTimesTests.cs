using Shouldly;
using TransformerService.Distillation.Modeling;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Modeling;

public sealed class ProductTimesTests
{
    [Theory]
    [InlineData(100, 40, ScalarType.BFloat16)]
    [InlineData(100, 89, ScalarType.BFloat16)]
    [InlineData(100, 90, ScalarType.Float32)]
    [InlineData(100, 110, ScalarType.Float32)]
    [InlineData(100, 4_700, ScalarType.Float32)]
    [InlineData(0, 0, ScalarType.Float32)]
    public void Choose_NewTraining_TakesBfloat16WhereItSavesATenth(int float32, int bfloat16, ScalarType chosen) =>
        Times(float32, bfloat16).Choose(trained: null).ShouldBe(chosen);

    [Theory]
    [InlineData(100, 4_700, ScalarType.BFloat16, ScalarType.Float32)]
    [InlineData(100, 140, ScalarType.BFloat16, ScalarType.BFloat16)]
    [InlineData(100, 40, ScalarType.BFloat16, ScalarType.BFloat16)]
    [InlineData(100, 40, ScalarType.Float32, ScalarType.BFloat16)]
    [InlineData(100, 70, ScalarType.Float32, ScalarType.Float32)]
    [InlineData(100, 4_700, ScalarType.Float32, ScalarType.Float32)]
    public void Choose_Checkpoint_ChangesWhereTheOtherSavesAThird(int float32, int bfloat16, ScalarType trained, ScalarType chosen) =>
        Times(float32, bfloat16).Choose(trained).ShouldBe(chosen);

    private static ProductTimes Times(int float32, int bfloat16) =>
        new(TimeSpan.FromMilliseconds(float32), TimeSpan.FromMilliseconds(bfloat16));
}
