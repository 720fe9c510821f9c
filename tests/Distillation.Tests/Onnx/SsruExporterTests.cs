using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>The decoders of a recurrent export, against the model written out in loops and against the trainer.</summary>
public sealed class SsruExporterTests
{
    private const double Tolerance = 1e-5;
    private static readonly int Texts = TinyMarian.Sources.Length;
    private static readonly int Positions = TinyMarian.Targets[0].Length;

    [Fact]
    public void Build_InputsAndOutputs_AreOptimumsWithStatesInPlaceOfTheDecodersKeysAndValues()
    {
        var graphs = TinyMarian.SsruGraphs();
        string[] states = ["encoder_attention_mask 7 [batch_size, encoder_sequence_length]", "input_ids 7 [batch_size, "],
            cross = Keys("past_key_values"),
            crossPresents = Keys("present");
        Signature
            .Of(graphs.Decoder)
            .ShouldBe([
                $"in {states[0]}",
                $"in {states[1]}decoder_sequence_length]",
                "in encoder_hidden_states 1 [batch_size, encoder_sequence_length, fixed]",
                "out logits 1 [batch_size, decoder_sequence_length, fixed]",
                "out present.0.decoder.state 1 [batch_size, fixed]",
                $"out {crossPresents[0]}",
                $"out {crossPresents[1]}",
                "out present.1.decoder.state 1 [batch_size, fixed]",
                $"out {crossPresents[2]}",
                $"out {crossPresents[3]}",
            ]);
        Signature
            .Of(graphs.DecoderWithPast)
            .ShouldBe([
                $"in {states[0]}",
                $"in {states[1]}1]",
                "in position_ids 7 [batch_size, 1]",
                "in past_key_values.0.decoder.state 1 [batch_size, fixed]",
                $"in {cross[0]}",
                $"in {cross[1]}",
                "in past_key_values.1.decoder.state 1 [batch_size, fixed]",
                $"in {cross[2]}",
                $"in {cross[3]}",
                "out logits 1 [batch_size, 1, fixed]",
                "out present.0.decoder.state 1 [batch_size, fixed]",
                "out present.1.decoder.state 1 [batch_size, fixed]",
            ]);

        static string[] Keys(string prefix) =>
            [
                .. from layer in new[] { 0, 1 }
                from kind in new[] { "key", "value" }
                select $"{prefix}.{layer}.encoder.{kind} 1 [batch_size, fixed, encoder_sequence_length_out, fixed]",
            ];
    }

    [Fact]
    public void Decoder_SeveralPositions_EqualsTheLoops()
    {
        var logits = Prefix(TinyMarian.SsruGraphs(), Positions)["logits"];
        ShouldBeTheLoops((text, position) => logits.Row((text * Positions) + position));
    }

    [Fact]
    public void DecoderWithPast_AfterAPrefixOfAnyLength_EqualsTheLoops()
    {
        var graphs = TinyMarian.SsruGraphs();
        using var later = new OnnxRun(graphs.DecoderWithPast);
        for (var prefix = 1; prefix < Positions; prefix++)
        {
            var cache = Prefix(graphs, prefix);
            for (var position = prefix; position < Positions; position++)
            {
                var outputs = later.Run(Step(later, cache, position));
                foreach ((var name, var present) in outputs)
                {
                    cache[name] = present;
                }

                var logits = outputs["logits"];
                logits.Shape.ShouldBe([Texts, 1, TinyMarian.Shape.Vocabulary]);
                ShouldBeTheLoops((text, _) => logits.Row(text), position);
            }

            // The states of a whole prefix and those of single steps are the same numbers.
            var whole = Prefix(graphs, Positions);
            foreach (var layer in new[] { "present.0.decoder.state", "present.1.decoder.state" })
            {
                cache[layer].Shape.ShouldBe([Texts, TinyMarian.Shape.ModelSize]);
                cache[layer].Values.ShouldBe(whole[layer].Values, Tolerance);
            }
        }
    }

    [Fact]
    public void Quantize_RecurrentDecoder_HasIntegerProductsAloneAndNearlyTheSameLogits()
    {
        var graphs = TinyMarian.SsruGraphs();
        var quantized = TinyMarian.Quantized(graphs);
        foreach (var model in new[] { quantized.Decoder, quantized.DecoderWithPast })
        {
            var operators = OnnxRun.OptimizedOperators(model);
            operators.ShouldNotContainKey("Gemm");
            operators["QGemm"].ShouldBeGreaterThan(2 * TinyMarian.Shape.DecoderLayers);
        }

        float[] exact = Prefix(graphs, Positions)["logits"].Values,
            near = Prefix(quantized, Positions)["logits"].Values;
        exact.Zip(near).Average(pair => Math.Abs(pair.First - pair.Second)).ShouldBeLessThan(0.1f * exact.Average(Math.Abs));
    }

    [Theory]
    [InlineData(DecoderType.Attention)]
    [InlineData(DecoderType.Ssru)]
    public void Export_OfTheTrainersModel_GivesItsLogits(DecoderType decoder)
    {
        var shape = TinyMarian.Shape with { Decoder = decoder };
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = new TranslationTransformer(shape, ScalarType.Float32, dropout: 0, seed: 5);
        var weights = MarianWeights.From(model.Weights.Values().Select(entry => (entry.Key, entry.Value)));
        (var ids, _, var width) = TinyMarian.Pad(TinyMarian.Sources);
        Tensor source = tensor(ids, [Texts, width]),
            target = tensor(TinyMarian.Targets.SelectMany(row => row.Select(id => (long)id)).ToArray(), [Texts, Positions]);
        var expected = model.States(source, target).matmul(model.Embedding.t()) + model.OutputBias;

        var found = Prefix(MarianExporter.Build(shape, weights, TinyMarian.Options), Positions)["logits"];

        found.Values.ShouldBe(expected.data<float>().ToArray(), 1e-4);
        found.Values.Max().ShouldBeGreaterThan(0.5f);
    }

    private static (string, Microsoft.ML.OnnxRuntime.OrtValue)[] Step(OnnxRun later, Dictionary<string, FloatTensor> cache, int position)
    {
        (_, var mask, var width) = TinyMarian.Pad(TinyMarian.Sources);
        return
        [
            ("encoder_attention_mask", OnnxRun.Ids(mask, Texts, width)),
            ("input_ids", OnnxRun.Ids([.. TinyMarian.Targets.Select(target => (long)target[position])], Texts, 1)),
            ("position_ids", OnnxRun.Ids([.. Enumerable.Repeat((long)position, Texts)], Texts, 1)),
            .. later
                .Inputs.Keys.Where(name => name.StartsWith("past_key_values.", StringComparison.Ordinal))
                .Select(name => (name, cache[name.Replace("past_key_values", "present", StringComparison.Ordinal)].ToOrt())),
        ];
    }

    /// <summary>What decoder_model.onnx returns for the first positions of the targets.</summary>
    private static Dictionary<string, FloatTensor> Prefix(MarianGraphs graphs, int positions)
    {
        using var encoder = new OnnxRun(graphs.Encoder);
        using var decoder = new OnnxRun(graphs.Decoder);
        (var ids, var mask, var width) = TinyMarian.Pad(TinyMarian.Sources);
        var states = encoder.Run(("input_ids", OnnxRun.Ids(ids, Texts, width)), ("attention_mask", OnnxRun.Ids(mask, Texts, width)))[
            "last_hidden_state"
        ];
        long[] targets = [.. TinyMarian.Targets.SelectMany(target => target[..positions]).Select(id => (long)id)];
        return decoder.Run(
            ("encoder_attention_mask", OnnxRun.Ids(mask, Texts, width)),
            ("input_ids", OnnxRun.Ids(targets, Texts, positions)),
            ("encoder_hidden_states", states.ToOrt())
        );
    }

    private delegate ReadOnlySpan<float> Logits(int text, int position);

    private static void ShouldBeTheLoops(Logits found, int? only = null)
    {
        var naive = new NaiveMarian(TinyMarian.SsruShape, TinyMarian.SsruWeights);
        for (var text = 0; text < Texts; text++)
        {
            var expected = naive.Decode(naive.Encode(TinyMarian.Sources[text]), TinyMarian.Targets[text]);
            for (var position = only ?? 0; position <= (only ?? (Positions - 1)); position++)
            {
                found(text, position).ToArray().Select(value => (double)value).ShouldBe(expected[position], Tolerance);
            }
        }
    }
}
