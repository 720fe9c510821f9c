using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>Every file of a translation export against the model written out in loops.</summary>
public sealed class MarianExporterTests
{
    private const double Tolerance = 1e-5;
    private static readonly NaiveMarian Naive = new(TinyMarian.Shape, TinyMarian.Weights);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Encoder_PaddedBatch_EqualsEachTextAlone(bool fuse)
    {
        using var encoder = new OnnxRun(TinyMarian.Graphs(fuse).Encoder);
        foreach (var extra in (int[])[0, 5])
        {
            (var ids, var mask, var width) = TinyMarian.Pad(TinyMarian.Sources, extra);
            var states = encoder.Run(
                ("input_ids", OnnxRun.Ids(ids, TinyMarian.Sources.Length, width)),
                ("attention_mask", OnnxRun.Ids(mask, TinyMarian.Sources.Length, width))
            )["last_hidden_state"];
            states.Shape.ShouldBe([TinyMarian.Sources.Length, width, TinyMarian.Shape.ModelSize]);
            for (var text = 0; text < TinyMarian.Sources.Length; text++)
            {
                var expected = Naive.Encode(TinyMarian.Sources[text]);
                for (var position = 0; position < expected.Length; position++)
                {
                    ShouldBeNear(states.Row((text * width) + position), expected[position]);
                }
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decoder_SeveralPositions_EqualsTheLoops(bool fuse)
    {
        var graphs = TinyMarian.Graphs(fuse);
        var positions = TinyMarian.Targets[0].Length;
        (_, var logits) = FirstStep(graphs, positions);
        for (var text = 0; text < TinyMarian.Sources.Length; text++)
        {
            var expected = Naive.Decode(Naive.Encode(TinyMarian.Sources[text]), TinyMarian.Targets[text]);
            for (var position = 0; position < positions; position++)
            {
                ShouldBeNear(logits.Row((text * positions) + position), expected[position]);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DecoderWithPast_StepByStep_EqualsFullRecomputation(bool fuse)
    {
        var graphs = TinyMarian.Graphs(fuse);
        using var later = new OnnxRun(graphs.DecoderWithPast);
        var texts = TinyMarian.Sources.Length;
        (var _, var mask, var width) = TinyMarian.Pad(TinyMarian.Sources);
        (var cache, var logits) = FirstStep(graphs, positions: 1);
        for (var position = 0; position < TinyMarian.Targets[0].Length; position++)
        {
            if (position > 0)
            {
                var outputs = later.Run([
                    ("encoder_attention_mask", OnnxRun.Ids(mask, texts, width)),
                    ("input_ids", OnnxRun.Ids([.. TinyMarian.Targets.Select(target => (long)target[position])], texts, 1)),
                    .. later
                        .Inputs.Keys.Where(name => name.StartsWith("past_key_values.", StringComparison.Ordinal))
                        .Select(name => (name, cache[name.Replace("past_key_values", "present", StringComparison.Ordinal)].ToOrt())),
                ]);
                logits = outputs["logits"];
                logits.Shape.ShouldBe([texts, 1, TinyMarian.Shape.Vocabulary]);
                foreach ((var name, var present) in outputs.Where(output => output.Key != "logits"))
                {
                    present.Shape.ShouldBe([
                        texts,
                        TinyMarian.Shape.Heads,
                        position + 1,
                        TinyMarian.Shape.ModelSize / TinyMarian.Shape.Heads,
                    ]);
                    cache[name] = present;
                }
            }

            for (var text = 0; text < texts; text++)
            {
                var expected = Naive.Decode(Naive.Encode(TinyMarian.Sources[text]), TinyMarian.Targets[text][..(position + 1)]);
                ShouldBeNear(logits.Row(text), expected[^1]);
            }
        }
    }

    [Fact]
    public void Build_InputsAndOutputs_AreOptimums()
    {
        var fixture = RepositoryRoot.Folder("tests", "fixtures", "marian-tiny");
        var graphs = TinyMarian.Graphs();
        ShouldHaveTheSignatureOf("encoder_model.onnx", graphs.Encoder);
        ShouldHaveTheSignatureOf("decoder_model.onnx", graphs.Decoder);
        ShouldHaveTheSignatureOf("decoder_with_past_model.onnx", graphs.DecoderWithPast);

        void ShouldHaveTheSignatureOf(string file, Distillation.Onnx.Proto.ModelProto graph)
        {
            Signature.Of(graph).ShouldBe(Signature.Of(Path.Combine(fixture, file)));
        }
    }

    [Fact]
    public void Build_WeightOfAnotherShape_SaysWhich()
    {
        var weights = new Dictionary<string, WeightTensor>(TinyMarian.Weights)
        {
            ["model.decoder.layers.1.fc2.bias"] = new([3], [1, 2, 3]),
        };
        Should
            .Throw<ExportException>(() => MarianExporter.Build(TinyMarian.Shape, weights, TinyMarian.Options))
            .Message.ShouldBe("The weight 'model.decoder.layers.1.fc2.bias' is [3] with 3 values, but the model's shape asks for [16].");
        weights.Remove("model.decoder.layers.1.fc2.bias");
        Should
            .Throw<ExportException>(() => MarianExporter.Build(TinyMarian.Shape, weights, TinyMarian.Options))
            .Message.ShouldBe("The weight 'model.decoder.layers.1.fc2.bias' is missing.");
    }

    private static (Dictionary<string, FloatTensor> Cache, FloatTensor Logits) FirstStep(MarianGraphs graphs, int positions)
    {
        using var encoder = new OnnxRun(graphs.Encoder);
        using var decoder = new OnnxRun(graphs.Decoder);
        var texts = TinyMarian.Sources.Length;
        (var ids, var mask, var width) = TinyMarian.Pad(TinyMarian.Sources);
        var states = encoder.Run(("input_ids", OnnxRun.Ids(ids, texts, width)), ("attention_mask", OnnxRun.Ids(mask, texts, width)))[
            "last_hidden_state"
        ];
        var outputs = decoder.Run(
            ("encoder_attention_mask", OnnxRun.Ids(mask, texts, width)),
            (
                "input_ids",
                OnnxRun.Ids([.. TinyMarian.Targets.SelectMany(target => target[..positions]).Select(id => (long)id)], texts, positions)
            ),
            ("encoder_hidden_states", states.ToOrt())
        );
        return (outputs, outputs["logits"]);
    }

    private static void ShouldBeNear(ReadOnlySpan<float> found, double[] expected)
    {
        found.Length.ShouldBe(expected.Length);
        double difference = 0;
        for (var i = 0; i < found.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs(found[i] - expected[i]));
        }

        difference.ShouldBeLessThanOrEqualTo(Tolerance);
    }
}
