using Shouldly;
using TransformerService.Distillation.Alignment;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Distillation.Training;
using TransformerService.Models.Exports;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Training;

/// <summary>A head that learns the alignment of a made-up language.</summary>
public sealed class GuidedAlignmentTests : IDisposable
{
    private const int End = 0,
        Words = 10;

    private static readonly TranslationShape Shape = new()
    {
        Vocabulary = 24,
        ModelSize = 32,
        Heads = 4,
        EncoderLayers = 1,
        DecoderLayers = 2,
        FeedForward = 64,
        MaxPositions = 32,
    };

    private static readonly TrainingOptions Options = new()
    {
        Epochs = 6,
        TokenBudget = 256,
        LearningRate = 5e-3,
        WarmupSteps = 20,
        Dropout = 0.1,
        Alignment = 0.5,
        Seed = 3,
    };

    private static readonly AlignmentHead Guided = new(1, GuidedAlignment.Head);

    private readonly string _folder = Directory.CreateTempSubdirectory("guided-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Run_WithGuidedAlignment_ItsLossFallsAndTheGuidedHeadIsSelected(ScalarType productType)
    {
        using var model = new TranslationTransformer(Shape, productType, Options.Dropout, Options.Seed);
        var pairs = Pairs(1_000, seed: 1);
        var aligner = Aligner(pairs);
        using var trainer = Trainer(model, pairs);
        var before = LossOf(model, aligner);

        trainer.Run(_ => { }, _ => { }, TestContext.Current.CancellationToken);

        var after = LossOf(model, aligner);
        after.ShouldBeLessThan(before / 2);
        using var unguided = new TranslationTransformer(Shape, productType, Options.Dropout, Options.Seed);
        using var other = Trainer(unguided, pairs, isGuided: false);
        other.Run(_ => { }, _ => { }, TestContext.Current.CancellationToken);
        after.ShouldBeLessThan(LossOf(unguided, aligner) / 2);
        var weights = MarianWeights.From(trainer.Optimizer.Masters().Select(entry => (entry.Key, entry.Value)));
        MarianExporter.Write(_folder, Shape, TinyMarian.Options, MarianExporter.Build(Shape, weights, TinyMarian.Options));
        using var reader = new AttentionReader(
            Path.Combine(_folder, MarianExporter.Encoder),
            Path.Combine(_folder, MarianExporter.Decoder),
            Shape.PadTokenId
        );
        using var log = new StringWriter();
        var compared = Pairs(100, seed: 2).Select(pair => (pair.Source, pair.Target)).ToArray();
        var heads = new HeadSelection(aligner, log).Select(reader, compared, TestContext.Current.CancellationToken);
        heads[0].ShouldBe(Guided, log.ToString());
        HeadSelection.Write(_folder, heads);
        File.ReadAllText(Path.Combine(_folder, "generation_config.json")).ShouldContain("\"alignment_heads\": [");
        HeadSelection.Write(_folder, []);
        File.ReadAllText(Path.Combine(_folder, "generation_config.json")).ShouldNotContain("alignment_heads");
    }

    [Fact]
    public void Run_StoppedAndResumed_GivesTheLossesOfAnUninterruptedRun()
    {
        var pairs = Pairs(300, seed: 1);
        List<double> whole = [],
            parts = [];
        using (var model = Model())
        using (var trainer = Trainer(model, pairs))
        {
            trainer.Run(progress => whole.Add(progress.Loss), _ => { }, TestContext.Current.CancellationToken);
        }

        var checkpoint = Path.Combine(_folder, "checkpoint.bin");
        using (var model = Model())
        using (var trainer = Trainer(model, pairs))
        using (var stop = new CancellationTokenSource())
        {
            trainer.Run(
                progress =>
                {
                    parts.Add(progress.Loss);
                    if (parts.Count == 10)
                    {
                        stop.Cancel();
                    }
                },
                _ => { },
                stop.Token
            );
            trainer.Save(checkpoint);
        }

        using (var model = Model())
        using (var trainer = Trainer(model, pairs))
        {
            trainer.Resume(checkpoint);
            trainer.Run(progress => parts.Add(progress.Loss), _ => { }, TestContext.Current.CancellationToken);
        }

        parts.ShouldBe(whole);
    }

    [Fact]
    public void Loss_BatchWithoutLinks_IsNone()
    {
        using var attention = full([1, 4, 3, 3], 0.25, float32);
        EncodedPair[] strange = [new([21, 22, End], [21, 22, End])];

        new GuidedAlignment(Aligner(Pairs(50, seed: 1)), 1).Loss(attention, new Batch([0], 3, 3), strange).ShouldBeNull();
    }

    private static TranslationTransformer Model() => new(Shape, ScalarType.Float32, Options.Dropout, Options.Seed);

    private static Trainer Trainer(TranslationTransformer model, IReadOnlyList<EncodedPair> pairs, bool isGuided = true) =>
        new(
            new TranslationTask(model, Options, pairs, Pairs(20, seed: 9))
            {
                Alignment = isGuided ? new GuidedAlignment(Aligner(pairs), Options.Alignment) : null,
            },
            Options,
            TimeProvider.System
        );

    private static WordAligner Aligner(IReadOnlyList<EncodedPair> pairs) =>
        new(Shape.Vocabulary, [.. pairs.Select(pair => (pair.Source, pair.Target))], TestContext.Current.CancellationToken);

    private static double LossOf(TranslationTransformer model, WordAligner aligner)
    {
        var pairs = Pairs(40, seed: 4);
        var batch = new Batch([.. Enumerable.Range(0, pairs.Count)], 9, 9);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        model.BeginEvaluation();
        var tensors = PairTensors.Of(batch, pairs, Shape.PadTokenId);
        List<Tensor> attentions = [];
        model.States(tensors.Source, tensors.Target, attentions);
        return new GuidedAlignment(aligner, 1).Loss(attentions[^1], batch, pairs)!.item<float>(); // these pairs have links
    }

    /// <summary>3 to 8 different words; in the target the first two are exchanged.</summary>
    private static List<EncodedPair> Pairs(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    int[] words = [.. Enumerable.Range(1, Words)];
                    random.Shuffle(words);
                    var source = words[..random.Next(3, 9)];
                    int[] target = [.. source.Select(word => word + Words)];
                    (target[0], target[1]) = (target[1], target[0]);
                    return new EncodedPair([.. source, End], [.. target, End]);
                }),
        ];
    }
}
