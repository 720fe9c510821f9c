using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Tests.Modeling;
using TransformerService.Distillation.Training;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Training;

public sealed class ClassifierDistillationTests
{
    private static readonly DistilBertShape Small = ClassifierTransformerTests.Shape with { ModelSize = 8, Layers = 1, FeedForward = 8 };

    [Fact]
    public void Loss_SoftLabels_IsHintonsFormula()
    {
        using var scope = NewDisposeScope();
        using ClassifierTransformer teacher = ClassifierTransformerTests.Model(seed: 1),
            student = ClassifierTransformerTests.Model(Small, seed: 2);
        var distillation = new ClassifierDistillation(teacher, student, new() { Temperature = 3, SoftShare = 0.8 });
        var ids = ClassifierTransformerTests.Ids(2, 5, 6, 3);
        var output = student.Forward(ids);
        float[] taught = Probabilities(teacher.Forward(ids).Logits, 3),
            guessed = Probabilities(output.Logits, 3);
        var divergence = Enumerable.Range(0, 3).Sum(label => taught[label] * Math.Log(taught[label] / guessed[label]));

        double loss = distillation.Loss(output, tensor(new[] { 1.5f }), ids, [false]).item<float>();
        double altered = distillation.Loss(output, tensor(new[] { 1.5f }), ids, [true]).item<float>();

        loss.ShouldBe((0.8 * 9 * divergence) + (0.2 * 1.5), 1e-5);
        altered.ShouldBe(0.8 * 9 * divergence, 1e-5, "the label of an altered text is not known");
    }

    [Fact]
    public void Loss_StudentThatIsTheTeacher_HasNothingToLearn()
    {
        using var scope = NewDisposeScope();
        using ClassifierTransformer teacher = ClassifierTransformerTests.Model(seed: 1),
            student = ClassifierTransformerTests.Model(seed: 1);
        var distillation = new ClassifierDistillation(
            teacher,
            student,
            new()
            {
                SoftShare = 1,
                HiddenStates = 1,
                Attention = 1,
            }
        );
        using (no_grad())
        {
            var projection = student.Weights.All["distillation.projection"];
            projection.copy_(eye(projection.shape[0]));
        }

        var ids = ClassifierTransformerTests.Ids(2, 5, 6, 3, 0);
        distillation.Loss(student.Forward(ids), tensor(new[] { 1f }), ids, [false]).item<float>().ShouldBe(0, 1e-6f);
    }

    [Fact]
    public void Loss_HiddenStatesAndAttention_AreNaiveMeansOverRealPositions()
    {
        using var scope = NewDisposeScope();
        using ClassifierTransformer teacher = ClassifierTransformerTests.Model(seed: 1),
            student = ClassifierTransformerTests.Model(Small, seed: 2);
        var ids = ClassifierTransformerTests.Ids(2, 5, 3, 0);
        const int Real = 3;
        ClassifierOutput taught = teacher.Forward(ids),
            output = student.Forward(ids);
        var soft = Loss(new() { SoftShare = 1 });

        var hidden = Loss(new() { SoftShare = 1, HiddenStates = 2 }) - soft;
        var projection = student.Weights.All["distillation.projection"];
        double expectedHidden = 0;
        foreach ((var studentLayer, var teacherLayer) in new[] { (0, 0), (1, 2) })
        {
            var difference = output.States[studentLayer].matmul(projection) - taught.States[teacherLayer];
            expectedHidden += difference.narrow(1, 0, Real).square().mean().item<float>();
        }

        hidden.ShouldBe(2 * expectedHidden, 1e-4);

        var attention = Loss(new() { SoftShare = 1, Attention = 5 }) - soft;
        double expectedAttention = 0;
        for (var head = 0; head < Small.Heads; head++)
        {
            for (var query = 0; query < Real; query++)
            {
                for (var key = 0; key < Real; key++)
                {
                    double truth = taught.Attentions[^1][0, head, query, key].item<float>();
                    expectedAttention +=
                        truth * Math.Log(truth / output.Attentions[^1][0, head, query, key].item<float>()) / (Small.Heads * Real);
                }
            }
        }

        attention.ShouldBe(5 * expectedAttention, 1e-4);

        double Loss(ClassifierDistillationOptions options)
        {
            using var fresh = ClassifierTransformerTests.Model(Small, seed: 2);
            var distillation = new ClassifierDistillation(teacher, options.HiddenStates > 0 ? student : fresh, options);
            return distillation.Loss(output, tensor(new[] { 0f }), ids, [false]).item<float>();
        }
    }

    [Fact]
    public void Constructor_AttentionOfAnotherNumberOfHeads_SaysSo()
    {
        using ClassifierTransformer teacher = ClassifierTransformerTests.Model(),
            student = ClassifierTransformerTests.Model(Small with { Heads = 4 });
        Should
            .Throw<TrainingException>(() => new ClassifierDistillation(teacher, student, new() { Attention = 1 }))
            .Message.ShouldContain("4 attention heads, the teacher 2");
    }

    [Fact]
    public void Train_SoftLabelsOfATeacher_StudentComesToAgreeWithIt()
    {
        var shape = ClassifierTransformerTests.Shape;
        using var teacher = new ClassifierTransformer(shape with { Dropout = 0 }, ScalarType.Float32, seed: 3);
        TrainingOptions options = new()
        {
            Epochs = 15,
            TokenBudget = 256,
            LearningRate = 5e-3,
            WarmupSteps = 20,
            Dropout = 0,
        };
        List<LabelledIds> texts = Texts(600, seed: 1),
            held = Texts(200, seed: 2);
        var taught = Train(teacher, options, texts, held, null);
        using var student = new ClassifierTransformer(Small with { Dropout = 0 }, ScalarType.Float32, seed: 4);

        // Wrong labels throughout: what it learns, it has from the teacher.
        List<LabelledIds> wrong = [.. texts.Select(text => text with { Label = 2 })];
        var learned = Train(student, options, wrong, held, new ClassifierDistillation(teacher, student, new() { SoftShare = 1 }));

        taught.ShouldBeGreaterThan(0.95);
        learned.ShouldBeGreaterThan(0.9);
    }

    private static double Train(
        ClassifierTransformer model,
        TrainingOptions options,
        List<LabelledIds> texts,
        List<LabelledIds> held,
        ClassifierDistillation? distillation
    )
    {
        var task = new ClassificationTask(model, options, texts, held, maskTokenId: 4) { Distillation = distillation };
        using var trainer = new Trainer(task, options, TimeProvider.System);
        trainer.Run(_ => { }, _ => { }, TestContext.Current.CancellationToken);
        return task.Validate().Score.ShouldNotBeNull();
    }

    /// <summary>Texts whose class is whether they have token 10 in them.</summary>
    private static List<LabelledIds> Texts(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(place =>
                {
                    int[] words = [.. Enumerable.Range(0, random.Next(2, 8)).Select(_ => random.Next(11, 40))];
                    words[random.Next(words.Length)] = place % 2 == 0 ? 10 : 11;
                    return new LabelledIds([2, .. words, 3], place % 2);
                }),
        ];
    }

    private static float[] Probabilities(Tensor logits, double temperature) => [.. (logits / temperature).softmax(1).data<float>()];
}
