using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Pretrained;
using TransformerService.Distillation.Tests.Modeling;
using TransformerService.Distillation.Tests.Onnx;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Pretrained;

/// <summary>Compares the trainer's encoder with an export that ONNX Runtime runs.</summary>
internal static class EncoderParity
{
    public static void ShouldAgree(PretrainedEncoder encoder, ModelProto graph, int vocabulary, int[][] texts, float tolerance) =>
        ShouldAgree(encoder, graph, [.. Enumerable.Range(0, vocabulary)], texts, id => id, tolerance);

    public static void ShouldAgree(
        PretrainedEncoder encoder,
        ModelProto graph,
        IReadOnlyList<int> rows,
        int[][] texts,
        Func<int, int> own,
        float tolerance
    )
    {
        using var run = new OnnxRun(graph);
        using var scope = NewDisposeScope();
        using var model = Restore(encoder, rows, Math.Min(128, encoder.Config.Positions));
        foreach (var text in texts)
        {
            var expected = run.Run(Inputs(text))["last_hidden_state"].Values;
            float[] found = [.. Last(model, [.. text.Select(own)]).contiguous().data<float>()];
            found.ShouldBe(expected, tolerance);
            expected.Max().ShouldBeGreaterThan(0.1f);
        }
    }

    public static ClassifierTransformer Restore(PretrainedEncoder encoder, IReadOnlyList<int> rows, int positions)
    {
        var model = new ClassifierTransformer(
            new DistilBertShape
            {
                Vocabulary = rows.Count,
                ModelSize = encoder.Config.ModelSize,
                Heads = encoder.Config.Heads,
                Layers = encoder.Config.Layers,
                FeedForward = encoder.Config.FeedForward,
                MaxPositions = positions,
                PadTokenId = rows.Count, // no id: the texts are not padded
                Labels = ["a", "b"],
                Dropout = 0,
            },
            ScalarType.Float32,
            seed: 1
        );
        model.Weights.Change(name => encoder.Values(name, rows, positions));
        return model;
    }

    public static Tensor Last(ClassifierTransformer model, int[] ids)
    {
        using var off = no_grad();
        return model.Forward(ClassifierTransformerTests.Ids(ids)).States[^1];
    }

    public static (string, Microsoft.ML.OnnxRuntime.OrtValue)[] Inputs(int[] ids) =>
        [
            ("input_ids", OnnxRun.Ids(Array.ConvertAll(ids, id => (long)id), 1, ids.Length)),
            ("attention_mask", OnnxRun.Ids(Array.ConvertAll(ids, _ => 1L), 1, ids.Length)),
            ("token_type_ids", OnnxRun.Ids(new long[ids.Length], 1, ids.Length)),
        ];
}
