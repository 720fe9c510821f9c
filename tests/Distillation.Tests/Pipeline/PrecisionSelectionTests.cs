using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Tests.Data;
using TransformerService.Distillation.Training;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Pipeline;

public sealed class PrecisionSelectionTests : IDisposable
{
    private static readonly ProductTimes Emulated = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(400.04));
    private static readonly ProductTimes Fast = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(4));
    private static readonly ProductTimes Alike = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(12));
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _log = new() { NewLine = "\n" };

    public void Dispose()
    {
        _log.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(PrecisionChoice.Float32, ScalarType.BFloat16, ScalarType.Float32, "Products run in float32, as the recipe says.\n")]
    [InlineData(PrecisionChoice.Bfloat16, ScalarType.Float32, ScalarType.BFloat16, "Products run in bfloat16, as the recipe says.\n")]
    public void For_PrecisionOfTheRecipe_TakesPrecedenceOverTheCheckpointAndMeasuresNothing(
        PrecisionChoice choice,
        ScalarType trained,
        ScalarType expected,
        string said
    )
    {
        var selection = new PrecisionSelection(choice, () => throw new InvalidOperationException("measured"), _log);

        selection.For(Trained("teacher", trained)).ShouldBe(expected);
        selection.For(New("student")).ShouldBe(expected);

        _log.ToString().ShouldBe(said);
    }

    [Fact]
    public void For_Auto_MeasuresAndSaysItOnce()
    {
        var measured = 0;
        var selection = new PrecisionSelection(PrecisionChoice.Auto, () => (++measured, Emulated).Emulated, _log);

        selection.For(New("teacher")).ShouldBe(ScalarType.Float32);
        selection.For(New("student")).ShouldBe(ScalarType.Float32);

        measured.ShouldBe(1);
        _log.ToString()
            .ShouldBe("Products run in float32: a layer of the teacher's sizes took 400.0 ms in bfloat16, 10.0 ms in float32.\n");
    }

    [Fact]
    public void For_AutoOnAMachineWithFastBfloat16_TakesIt() =>
        new PrecisionSelection(PrecisionChoice.Auto, () => Fast, _log)
            .For(Trained("teacher", ScalarType.Float32))
            .ShouldBe(ScalarType.BFloat16);

    [Fact]
    public void For_AutoWithACheckpointOfAboutTheSameSpeed_KeepsItsPrecisionAndSaysSo()
    {
        var selection = new PrecisionSelection(PrecisionChoice.Auto, () => Alike, _log);

        selection.For(Trained("teacher", ScalarType.BFloat16)).ShouldBe(ScalarType.BFloat16);

        _log.ToString().ShouldEndWith("\nteacher: keeps its checkpoint's bfloat16 products, since float32 is not much faster.\n");
    }

    [Fact]
    public void For_AutoWithACheckpointOfAnotherKindOfProcessor_TakesTheFasterHere() =>
        new PrecisionSelection(PrecisionChoice.Auto, () => Emulated, _log)
            .For(Trained("teacher", ScalarType.BFloat16))
            .ShouldBe(ScalarType.Float32);

    private TrainingRun New(string name) => new(name, Path.Combine(_folder.Path, name), new TrainingOptions(), _log);

    private TrainingRun Trained(string name, ScalarType productType)
    {
        using var store = new WeightStore(productType, seed: 1);
        using var adam = new Adam(store);
        Checkpoint.Save(Path.Combine(_folder.Path, name, "checkpoint.bin"), "origin", productType, new TrainingState(), adam);
        return New(name);
    }
}
