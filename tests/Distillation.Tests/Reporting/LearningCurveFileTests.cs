using Shouldly;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Tests.Data;
using Xunit;

namespace TransformerService.Distillation.Tests.Reporting;

public sealed class LearningCurveFileTests : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Read_TrainersFile_HasItsPoints()
    {
        var path = _files.Write(
            "curve.json",
            """
            {"name":"teacher","steps":7,"points":[
              {"epoch":1,"seconds":640.2,"trainingLoss":3.1,"validationLoss":2.9,"validationScore":31.2,"rate":1},
              {"epoch":2,"seconds":1280,"trainingLoss":2.5,"validationLoss":2.75,"validationScore":null},
              {"epoch":3,"seconds":1920,"trainingLoss":2.25,"validationLoss":2.5}]}
            """
        );

        var curve = LearningCurveFile.Read(path);

        curve.Name.ShouldBe("teacher");
        curve.Points.ShouldBe([new(1, 640.2, 3.1, 2.9, 31.2), new(2, 1280, 2.5, 2.75), new(3, 1920, 2.25, 2.5)]);
    }

    [Theory]
    [InlineData("""{"name":"x","points":[]}""", "no points")]
    [InlineData("null", "no points")]
    [InlineData("""{"points":[]}""", "name")]
    [InlineData("""{"name":null,"points":[]}""", "not a learning curve")]
    [InlineData("""{"name":"x","points":[{"epoch":1,"seconds":2,"trainingLoss":3}]}""", "validationLoss")]
    [InlineData("[", "not a learning curve")]
    public void Read_FaultyFile_SaysWhatIsWrong(string json, string message)
    {
        var path = _files.Write("curve.json", json);
        var said = Should.Throw<EvaluationException>(() => LearningCurveFile.Read(path)).Message;
        said.ShouldContain(path);
        said.ShouldContain(message);
    }

    [Fact]
    public void Read_NoFile_SaysSo() =>
        Should
            .Throw<EvaluationException>(() => LearningCurveFile.Read(Path.Combine(_files.Path, "none.json")))
            .Message.ShouldContain("cannot be read");
}
