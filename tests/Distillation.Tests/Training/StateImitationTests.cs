using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Tests.Modeling;
using TransformerService.Distillation.Training;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Training;

public sealed class StateImitationTests
{
    private const int Real = 4;
    private static readonly DistilBertShape Teacher = ClassifierTransformerTests.Shape with { ModelSize = 24, Heads = 4 };

    // Other heads and another size than the teacher: its eight features are split into the teacher's four heads.
    private static readonly DistilBertShape Student = ClassifierTransformerTests.Shape with { ModelSize = 8, Heads = 2, Layers = 1 };

    [Fact]
    public void Loss_Relations_AreMiniLmsFormula()
    {
        using var scope = NewDisposeScope();
        using ClassifierTransformer teacher = ClassifierTransformerTests.Model(Teacher, seed: 1),
            student = ClassifierTransformerTests.Model(Student, seed: 2);
        var imitation = new StateImitation(teacher, student, new GeneralDistillationOptions { Relations = 3 });
        var ids = ClassifierTransformerTests.Ids(2, 5, 6, 3, 0, 0);
        var output = student.Forward(ids);
        var taught = imitation.Teach(ids);

        double loss = imitation.Loss(output, taught, ids).ShouldNotBeNull().item<float>();

        var expected = 0.0;
        for (var part = 0; part < 3; part++)
        {
            float[][] truth = Rows(taught.Projections[part]),
                guess = Rows(output.Projections[part]);
            for (var head = 0; head < Teacher.Heads; head++)
            {
                for (var row = 0; row < Real; row++)
                {
                    double[] right = Relation(truth, head, row),
                        guessed = Relation(guess, head, row);
                    expected += right.Zip(guessed, (p, q) => p * Math.Log(p / q)).Sum() / Teacher.Heads / Real;
                }
            }
        }

        loss.ShouldBe(3 * expected, 1e-4);
        loss.ShouldBeGreaterThan(0.01);
    }

    [Fact]
    public void Loss_StudentThatIsTheTeacher_HasNothingToLearn()
    {
        using var scope = NewDisposeScope();
        using ClassifierTransformer teacher = ClassifierTransformerTests.Model(Teacher, seed: 1),
            student = ClassifierTransformerTests.Model(Teacher, seed: 1);
        var imitation = new StateImitation(
            teacher,
            student,
            new GeneralDistillationOptions
            {
                Relations = 1,
                Attention = 1,
                HiddenStates = 1,
            }
        );
        var ids = ClassifierTransformerTests.Ids(2, 5, 6, 3, 0);

        var loss = imitation.Loss(student.Forward(ids), imitation.Teach(ids), ids).ShouldNotBeNull();

        loss.item<float>().ShouldBe(0, 1e-5f, "with the same sizes, the projection begins as the identity");
    }

    [Fact]
    public void Constructor_HeadsThatDoNotDivide_SaysSo()
    {
        using ClassifierTransformer teacher = ClassifierTransformerTests.Model(Teacher),
            student = ClassifierTransformerTests.Model(Student with { ModelSize = 6 });
        Should
            .Throw<TrainingException>(() => new StateImitation(teacher, student, new GeneralDistillationOptions { Relations = 1 }))
            .Message.ShouldContain("4 heads do not divide the student's 6 features");
    }

    [Fact]
    public void Train_UnlabelledTexts_AreLearnedFromTheTeacherAlone()
    {
        using var scope = NewDisposeScope();
        using ClassifierTransformer teacher = ClassifierTransformerTests.Model(seed: 1),
            first = ClassifierTransformerTests.Model(seed: 2),
            second = ClassifierTransformerTests.Model(seed: 2);
        TrainingOptions options = new() { TokenBudget = 64, Dropout = 0 };

        // The label of a text without one stands for nothing: with the whole loss on labels, there is no gradient.
        Gradient(first, softShare: 0).ShouldBe(0);
        Gradient(second, softShare: 0.5).ShouldBeGreaterThan(1e-4);

        double Gradient(ClassifierTransformer model, double softShare)
        {
            LabelledIds[] texts = [new([2, 5, 6, 3], LabelledIds.Unknown), new([2, 9, 3], LabelledIds.Unknown)];
            var task = new ClassificationTask(model, options, texts, [], maskTokenId: 4)
            {
                Distillation = new ClassifierDistillation(teacher, model, new() { SoftShare = softShare }),
            };
            task.Backward(task.Epoch(0)[0], step: 0);
            using var adam = new Adam(model.Weights);
            return adam.GradientNorm();
        }
    }

    /// <summary>The features of each position, of the one text.</summary>
    private static float[][] Rows(Tensor projection)
    {
        var rows = projection.transpose(1, 2).reshape(projection.shape[2], -1);
        return [.. Enumerable.Range(0, (int)rows.shape[0]).Select(row => rows[row].contiguous().data<float>().ToArray())];
    }

    private static double[] Relation(float[][] rows, int head, int row)
    {
        var size = rows[0].Length / Teacher.Heads;
        double[] scores =
        [
            .. Enumerable
                .Range(0, Real)
                .Select(other =>
                    Enumerable.Range(head * size, size).Sum(place => (double)rows[row][place] * rows[other][place]) / Math.Sqrt(size)
                ),
        ];
        var sum = scores.Sum(Math.Exp);
        return Array.ConvertAll(scores, score => Math.Exp(score) / sum);
    }
}
