using System.Security.Cryptography;
using System.Text;
using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Training;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private static readonly TranslationShape Shape = new()
    {
        Vocabulary = 24,
        ModelSize = 32,
        Heads = 4,
        EncoderLayers = 1,
        DecoderLayers = 1,
        FeedForward = 64,
        MaxPositions = 32,
    };

    private static readonly TrainingOptions Options = new()
    {
        Epochs = 4,
        TokenBudget = 256,
        LearningRate = 5e-3,
        WarmupSteps = 20,
        Dropout = 0.1,
        Seed = 3,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("training-").FullName;

    private string CheckpointFile => Path.Combine(_folder, "checkpoint.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(DecoderType.Attention)]
    [InlineData(DecoderType.Ssru)]
    public void Run_ReversingSequences_LearnsIt(DecoderType decoder)
    {
        using var model = Model(decoder: decoder);
        var options = Options with { Epochs = 12 };
        var task = new TranslationTask(model, options, Pairs(1_500, seed: 1), Pairs(100, seed: 2));
        using var trainer = new Trainer(task, options, TimeProvider.System);
        var before = task.Validate().Loss;

        trainer.Run(_ => { }, _ => { }, TestContext.Current.CancellationToken);

        trainer.State.Curve.Count.ShouldBe(12);
        trainer.State.Curve[trainer.State.BestEpochs(1)[0] - 1].ValidationLoss.ShouldBeLessThan(before / 2);
        trainer.State.Curve[^1].TrainingLoss.ShouldBeLessThan(trainer.State.Curve[0].TrainingLoss);
    }

    [Theory]
    [InlineData(1, ScalarType.Float32, DecoderType.Attention)]
    [InlineData(30, ScalarType.Float32, DecoderType.Attention)]
    [InlineData(30, ScalarType.BFloat16, DecoderType.Attention)]
    [InlineData(30, ScalarType.Float32, DecoderType.Ssru)]
    [InlineData(30, ScalarType.BFloat16, DecoderType.Ssru)]
    public void Resume_AfterAnyBatch_GivesTheLossesOfAnUninterruptedRun(int stopAfter, ScalarType productType, DecoderType decoder)
    {
        List<double> whole = [];
        using (var model = Model(productType, decoder))
        using (var trainer = Trainer(model))
        {
            trainer.Run(progress => whole.Add(progress.Loss), _ => { }, TestContext.Current.CancellationToken);
        }

        List<double> parts = [];
        using (var model = Model(productType, decoder))
        using (var trainer = Trainer(model))
        {
            using var stop = new CancellationTokenSource();
            trainer.Run(
                progress =>
                {
                    parts.Add(progress.Loss);
                    if (parts.Count == stopAfter)
                    {
                        stop.Cancel();
                    }
                },
                _ => { },
                stop.Token
            );
            trainer.Save(CheckpointFile);
        }

        using (var model = Model(productType, decoder))
        using (var trainer = Trainer(model))
        {
            trainer.Resume(CheckpointFile);
            trainer.Run(progress => parts.Add(progress.Loss), _ => { }, TestContext.Current.CancellationToken);
            trainer.State.Epoch.ShouldBe(Options.Epochs);
        }

        parts.ShouldBe(whole);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16, ScalarType.Float32)]
    [InlineData(ScalarType.Float32, ScalarType.BFloat16)]
    public void Resume_CheckpointOfTheOtherPrecision_GoesOnFromItsFloat32Values(ScalarType saved, ScalarType resumed)
    {
        List<(float[] Master, float[] First, float[] Second)> before;
        using (var model = Model(saved))
        using (var trainer = Trainer(model))
        {
            using var stop = new CancellationTokenSource();
            trainer.Run(
                progress =>
                {
                    if (progress.State.Step == 20)
                    {
                        stop.Cancel();
                    }
                },
                _ => { },
                stop.Token
            );
            trainer.Save(CheckpointFile);
            before = [.. trainer.Optimizer.State.Select(slot => (slot.Master, slot.First, slot.Second))];
        }

        Checkpoint.ProductTypeOf(CheckpointFile).ShouldBe(saved);
        using (var model = Model(resumed))
        using (var trainer = Trainer(model))
        {
            trainer.Resume(CheckpointFile);

            trainer.State.Step.ShouldBe(20);
            foreach (var (found, expected) in trainer.Optimizer.State.Zip(before))
            {
                found.Master.ShouldBe(expected.Master);
                found.First.ShouldBe(expected.First);
                found.Second.ShouldBe(expected.Second);
            }

            var loss = double.NaN;
            trainer.Run(progress => loss = progress.Loss, _ => { }, TestContext.Current.CancellationToken);
            loss.ShouldBeLessThan(trainer.State.Curve[0].TrainingLoss);
            trainer.Save(CheckpointFile);
        }

        Checkpoint.ProductTypeOf(CheckpointFile).ShouldBe(resumed);
    }

    [Fact]
    public void Resume_CheckpointThatNamesNoPrecision_WasTrainedInBfloat16()
    {
        using var model = Model();
        using var trainer = Trainer(model);
        trainer.Save(CheckpointFile);
        WithoutPrecision(CheckpointFile);

        Checkpoint.ProductTypeOf(CheckpointFile).ShouldBe(ScalarType.BFloat16);
        Should.NotThrow(() => trainer.Resume(CheckpointFile));
    }

    [Fact]
    public void Resume_CutOffOrDamagedCheckpoint_SaysSo()
    {
        using var model = Model();
        using var trainer = Trainer(model);
        trainer.Save(CheckpointFile);
        var content = File.ReadAllBytes(CheckpointFile);

        File.WriteAllBytes(CheckpointFile, content[..(content.Length / 2)]);
        Should.Throw<TrainingException>(() => trainer.Resume(CheckpointFile)).Message.ShouldContain("cut off or damaged");

        content[^100] ^= 1;
        File.WriteAllBytes(CheckpointFile, content);
        Should.Throw<TrainingException>(() => trainer.Resume(CheckpointFile)).Message.ShouldContain("cut off or damaged");
    }

    [Fact]
    public void Resume_CheckpointOfAnotherVocabulary_NamesTheWeight()
    {
        using (var model = Model())
        using (var trainer = Trainer(model))
        {
            trainer.Save(CheckpointFile);
        }

        using var other = new TranslationTransformer(Shape with { Vocabulary = 30 }, ScalarType.Float32, 0, 1);
        using var otherTrainer = Trainer(other);
        Should.Throw<TrainingException>(() => otherTrainer.Resume(CheckpointFile)).Message.ShouldContain("model.shared.weight [30, 32]");
    }

    [Fact]
    public void Resume_CheckpointOfAnotherDecoder_NamesTheWeight()
    {
        using (var model = Model())
        using (var trainer = Trainer(model))
        {
            trainer.Save(CheckpointFile);
        }

        using var other = Model(decoder: DecoderType.Ssru);
        using var otherTrainer = Trainer(other);
        Should.Throw<TrainingException>(() => otherTrainer.Resume(CheckpointFile)).Message.ShouldContain("ssru.forget.weight");
    }

    [Fact]
    public void Resume_CheckpointOfOtherDataOrSeed_SaysSo()
    {
        using var model = Model();
        using (var trainer = Trainer(model))
        {
            trainer.Save(CheckpointFile);
        }

        using Trainer reseeded = Trainer(model, Options with { Seed = 4 }),
            other = Trainer(model, pairs: Pairs(299, 1)),
            longer = Trainer(model, Options with { Epochs = 9 });
        Should.Throw<TrainingException>(() => reseeded.Resume(CheckpointFile)).Message.ShouldContain("another seed");
        Should.Throw<TrainingException>(() => other.Resume(CheckpointFile)).Message.ShouldContain("belongs to other data");
        Should.NotThrow(() => longer.Resume(CheckpointFile));
    }

    [Fact]
    public void Save_WhereNothingCanBeWritten_LeavesTheOldCheckpoint()
    {
        using var model = Model();
        using var trainer = Trainer(model);
        trainer.Save(CheckpointFile);
        var before = File.ReadAllBytes(CheckpointFile);
        Directory.CreateDirectory(CheckpointFile + ".new");

        Should.Throw<TrainingException>(() => trainer.Save(CheckpointFile)).Message.ShouldContain("the last one is still there");

        File.ReadAllBytes(CheckpointFile).ShouldBe(before);
    }

    [Fact]
    public void Run_LossThatIsNoNumber_StopsWithTheStep()
    {
        using var model = Model();
        using var trainer = Trainer(model, Options, Poisoned());
        model.Embedding.detach()[3].fill_(float.NaN);

        Should
            .Throw<TrainingException>(() => trainer.Run(_ => { }, _ => { }, TestContext.Current.CancellationToken))
            .Message.ShouldContain("step 1 ");
    }

    [Fact]
    public void Schedule_WarmupThenRoot_IsHighestAtTheEndOfTheWarmup()
    {
        var options = new TrainingOptions { LearningRate = 0.1, WarmupSteps = 100 };
        LearningRateSchedule.At(50, 1_000, options).ShouldBe(0.05, 1e-12);
        LearningRateSchedule.At(100, 1_000, options).ShouldBe(0.1, 1e-12);
        LearningRateSchedule.At(400, 1_000, options).ShouldBe(0.05, 1e-12);
    }

    [Fact]
    public void Schedule_Linear_FallsInAStraightLineToNothingAfterTheLastStep()
    {
        var options = new TrainingOptions
        {
            LearningRate = 0.1,
            WarmupSteps = 100,
            Decay = LearningRateDecay.Linear,
        };
        LearningRateSchedule.At(100, 1_100, options).ShouldBe(0.1, 1e-12);
        LearningRateSchedule.At(601, 1_100, options).ShouldBe(0.05, 1e-12);
        LearningRateSchedule.At(1_100, 1_100, options).ShouldBe(0.0001, 1e-12);
        LearningRateSchedule.At(1_101, 1_100, options).ShouldBe(0);
    }

    [Fact]
    public void BestEpochs_ScoresWhereThereAreAny_ElseLosses()
    {
        var losses = new TrainingState { Curve = [new(1, 0, 0, 3), new(2, 0, 0, 1), new(3, 0, 0, 2)] };
        losses.BestEpochs(2).ShouldBe([2, 3]);
        var scores = new TrainingState { Curve = [new(1, 0, 0, 1), new(2, 0, 0, 2, 30), new(3, 0, 0, 3, 31)] };
        scores.BestEpochs(5).ShouldBe([3, 2]);
        new TrainingState().BestEpochs(3).ShouldBeEmpty();
    }

    [Fact]
    public void Run_NoBetterValidationForThePatience_Ends()
    {
        using var model = Model();
        using var trainer = Trainer(model, Options with { Epochs = 50, LearningRate = 0.2, WarmupSteps = 1, Patience = 2 });

        trainer.Run(_ => { }, _ => { }, TestContext.Current.CancellationToken);

        trainer.State.Epoch.ShouldBeLessThan(50);
        trainer.State.Epoch.ShouldBe(trainer.State.BestEpochs(1)[0] + 2);
    }

    private static TranslationTransformer Model(ScalarType productType = ScalarType.Float32, DecoderType decoder = DecoderType.Attention) =>
        new(Shape with { Decoder = decoder }, productType, Options.Dropout, Options.Seed);

    private static Trainer Trainer(
        TranslationTransformer model,
        TrainingOptions? options = null,
        IReadOnlyList<EncodedPair>? pairs = null
    ) => new(new TranslationTask(model, options ?? Options, pairs ?? Pairs(300, 1), Pairs(50, 2)), options ?? Options, TimeProvider.System);

    /// <summary>Takes the field out of the header, and puts the length before it and the hash behind it right.</summary>
    private static void WithoutPrecision(string checkpoint)
    {
        const string Field = ",\"precision\":\"float32\"";
        const int LengthAt = 8,
            HeaderAt = LengthAt + 4;
        var content = File.ReadAllBytes(checkpoint);
        var length = BitConverter.ToInt32(content, LengthAt);
        var header = Encoding.UTF8.GetString(content, HeaderAt, length);
        header.ShouldContain(Field);
        var shorter = Encoding.UTF8.GetBytes(header.Replace(Field, "", StringComparison.Ordinal));
        byte[] body =
        [
            .. content[..LengthAt],
            .. BitConverter.GetBytes(shorter.Length),
            .. shorter,
            .. content[(HeaderAt + length)..^SHA256.HashSizeInBytes],
        ];
        File.WriteAllBytes(checkpoint, [.. body, .. SHA256.HashData(body)]);
    }

    private static List<EncodedPair> Poisoned() => [.. Enumerable.Repeat(new EncodedPair([3, 0], [3, 0]), 20)];

    /// <summary>A language whose translation is the source backwards.</summary>
    private static List<EncodedPair> Pairs(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    int[] words = [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ => random.Next(1, 23))];
                    return new EncodedPair([.. words, 0], [.. words.Reverse(), 0]);
                }),
        ];
    }
}
