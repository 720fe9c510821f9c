using System.Text;
using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Training;
using Xunit;

namespace TransformerService.Distillation.Tests.Training;

public sealed class WeightFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weights-").FullName;

    private string File => Path.Combine(_folder, "a.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_ThenRead_GivesTheSame()
    {
        WeightFile.Write(File, Weights(1.5f));

        var read = WeightFile.Read(File);

        read.Keys.ShouldBe(["matrix", "vector"]);
        read["matrix"].Shape.ShouldBe([2, 3]);
        read["matrix"].Values.ShouldBe([1, 2, 3, 4, 5, 1.5f]);
    }

    [Fact]
    public void Write_Header_IsTheFormatsOwn()
    {
        WeightFile.Write(File, Weights(0));
        var content = System.IO.File.ReadAllBytes(File);
        var length = (int)BitConverter.ToUInt64(content);
        Encoding
            .UTF8.GetString(content, 8, length)
            .ShouldBe(
                """{"matrix":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"vector":{"dtype":"F32","shape":[1],"data_offsets":[24,28]}}"""
            );
        content.Length.ShouldBe(8 + length + 28);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(30)]
    [InlineData(140)]
    public void Read_CutOff_SaysSo(int length)
    {
        WeightFile.Write(File, Weights(0));
        System.IO.File.WriteAllBytes(File, System.IO.File.ReadAllBytes(File)[..length]);
        Should.Throw<TrainingException>(() => WeightFile.Read(File)).Message.ShouldContain("a.safetensors cannot be read");
    }

    [Fact]
    public void Write_WhereNothingCanBeWritten_LeavesTheOldFile()
    {
        WeightFile.Write(File, Weights(1));
        Directory.CreateDirectory(File + ".partial");
        Should.Throw<TrainingException>(() => WeightFile.Write(File, Weights(2))).Message.ShouldContain("Free disk space");
        WeightFile.Read(File)["matrix"].Values[^1].ShouldBe(1);
    }

    [Fact]
    public void Snapshots_BestEpochs_AreKeptAndAveraged()
    {
        var snapshots = new WeightSnapshots(Path.Combine(_folder, "kept"));
        snapshots.Average([]).ShouldBeNull();
        snapshots.Keep(1, Weights(1), best: [1]);
        snapshots.Keep(2, Weights(2), best: [2, 1]);
        snapshots.Keep(3, Weights(6), best: [3, 2]);
        snapshots.Keep(4, Weights(100), best: [3, 2]);

        Directory.GetFiles(Path.Combine(_folder, "kept")).Length.ShouldBe(2);
        var average = snapshots.Average([3, 2]).ShouldNotBeNull();
        average["matrix"].Values.ShouldBe([1, 2, 3, 4, 5, 4]);
        average["matrix"].Shape.ShouldBe([2, 3]);
        System.IO.File.Delete(Path.Combine(_folder, "kept", "epoch-0003.safetensors"));
        Should.Throw<TrainingException>(() => snapshots.Average([3, 2])).Message.ShouldContain("epoch-0003");
    }

    private static Dictionary<string, WeightTensor> Weights(float last) =>
        new() { ["matrix"] = new WeightTensor([2, 3], [1, 2, 3, 4, 5, last]), ["vector"] = new WeightTensor([1], [7]) };
}
