using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.DistilBert;
using TransformerService.Distillation.Training;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Modeling;

public sealed class ClassifierTransformerTests
{
    internal static readonly DistilBertShape Shape = new()
    {
        Vocabulary = 40,
        ModelSize = 16,
        Heads = 2,
        Layers = 2,
        FeedForward = 32,
        MaxPositions = 16,
        Labels = ["a", "b", "c"],
        Dropout = 0.3,
    };

    [Fact]
    public void Forward_FreshModel_IsWhatTheExportComputes()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        int[] ids = [2, 7, 9, 30, 39, 3];
        using var adam = new Adam(model.Weights);
        var onnx = DistilBertExporter
            .Build(Shape, ClassifierWeights.From(adam.Masters().Select(entry => (entry.Key, entry.Value))))
            .ToByteArray();
        using var session = new InferenceSession(onnx);
        using var input = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(ids, id => (long)id), [1, ids.Length]);
        using var mask = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(ids, _ => 1L), [1, ids.Length]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["input_ids", "attention_mask"], [input, mask], ["logits"]);

        var logits = model.Forward(Ids(ids)).Logits;

        for (var label = 0; label < Shape.Labels.Count; label++)
        {
            logits[0, label].item<float>().ShouldBe(outputs[0].GetTensorDataAsSpan<float>()[label], 1e-5f);
        }
    }

    [Fact]
    public void Forward_PaddingBehindAText_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var model = Model();

        ClassifierOutput alone = model.Forward(Ids(2, 7, 9, 3)),
            padded = model.Forward(Ids(2, 7, 9, 3, 0, 0, 0));

        (alone.Logits - padded.Logits).abs().max().item<float>().ShouldBeLessThan(1e-5f);
        padded.Attentions[1].narrow(3, 4, 3).abs().max().item<float>().ShouldBe(0);
    }

    [Fact]
    public void Forward_EveryLayer_IsThereToBeImitated()
    {
        using var scope = NewDisposeScope();
        using var model = Model();

        var output = model.Forward(Ids(2, 7, 9, 3));

        output.States.Select(state => state.shape).ShouldAllBe(shape => shape.SequenceEqual(new long[] { 1, 4, 16 }));
        output.States.Count.ShouldBe(3);
        output.Attentions.Count.ShouldBe(2);
        (output.Attentions[0].sum([-1L]) - 1).abs().max().item<float>().ShouldBeLessThan(1e-5f);
    }

    [Fact]
    public void Forward_WhileTraining_DropsOutAndTheSameStepDropsTheSame()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        Tensor ids = Ids(2, 7, 9, 3),
            still = model.Forward(ids).Logits;

        model.BeginStep(seed: 1, step: 5);
        var first = model.Forward(ids).Logits;
        model.BeginStep(seed: 1, step: 5);
        var again = model.Forward(ids).Logits;
        model.BeginEvaluation();

        first.Equals(again).ShouldBeTrue();
        first.Equals(still).ShouldBeFalse();
        model.Forward(ids).Logits.Equals(still).ShouldBeTrue();
    }

    /// <summary>A model whose biases are not zero, which would hide a mistake in placing them.</summary>
    internal static ClassifierTransformer Model(DistilBertShape? shape = null, long seed = 6)
    {
        var model = new ClassifierTransformer(shape ?? Shape, ScalarType.Float32, seed);
        using var off = no_grad();
        manual_seed(8 + seed);
        foreach (var weight in model.Weights.All.Values.Where(weight => weight.dim() == 1))
        {
            weight.add_(randn_like(weight) * 0.1);
        }

        return model;
    }

    internal static Tensor Ids(params int[] ids) => tensor(ids.Select(id => (long)id).ToArray(), [1, ids.Length]);
}
