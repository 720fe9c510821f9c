using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Catalog;
using TransformerService.Models.Exports.Graphs;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx.Int8;

/// <summary>Files of other tools, whose integer products may saturate, on the processor at hand.</summary>
public sealed class Int8PrecisionTests : IDisposable
{
    private const int Inputs = 8,
        Outputs = 4;
    private static readonly sbyte[] Large = [.. Enumerable.Repeat((sbyte)127, Inputs * Outputs)];
    private static readonly sbyte[] Small = [.. Enumerable.Repeat((sbyte)64, Inputs * Outputs)];
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".onnx");

    public void Dispose() => File.Delete(_path);

    public static TheoryData<string> Forms() => ["MatMulInteger", "QuantizedMatMul", "DynamicMatMul"];

    /// <summary>What CPUID says is what ONNX Runtime's kernel does.</summary>
    [Fact]
    public void SaturatesInt8_OfThisProcessor_IsWhatTheKernelDoes()
    {
        Write("MatMulInteger", Large);
        var exact = Inputs * 127 * byte.MaxValue;
        var found = Run(new OnnxSessionFactory(ExecutionProvider.Cpu, 1, exactInt8: false), takesBytes: true);
        (found != exact).ShouldBe(Processor.SaturatesInt8);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Open_WeightsThatCanSaturate_AreExact(string form)
    {
        Write(form, Large);
        var factory = new OnnxSessionFactory(ExecutionProvider.Cpu, 1);
        Run(factory, form == "MatMulInteger").ShouldBe(Inputs * 127 * byte.MaxValue);
        using var session = factory.Open(_path);
        session.Int8Arithmetic.ShouldBe(Processor.SaturatesInt8 ? Int8Arithmetic.ExactMode : Int8Arithmetic.Exact);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Open_WeightsThatCannotSaturate_AreExactWithoutTheMode(string form)
    {
        Write(form, Small);
        var factory = new OnnxSessionFactory(ExecutionProvider.Cpu, 1, exactInt8: false);
        Run(factory, form == "MatMulInteger").ShouldBe(Inputs * 64 * byte.MaxValue);
        using var session = factory.Open(_path);
        session.Int8Arithmetic.ShouldBe(Int8Arithmetic.Exact);
    }

    [Theory]
    [InlineData(false, true, Int8Arithmetic.Exact)]
    [InlineData(true, true, Int8Arithmetic.ExactMode)]
    [InlineData(true, false, Int8Arithmetic.Saturating)]
    public void Of_WeightsThatCanSaturate_FollowsProcessorAndOption(bool processorSaturates, bool exactMode, Int8Arithmetic expected)
    {
        foreach (var form in Forms().Select(row => row.Data))
        {
            Write(form, Large);
            Int8Precision.Of(_path, processorSaturates, exactMode).ShouldBe(expected, form);
            Write(form, Small);
            Int8Precision.Of(_path, processorSaturates, exactMode).ShouldBe(Int8Arithmetic.Exact, form);
        }
    }

    [Fact]
    public void Of_FileThatIsNotOnnx_IsNull()
    {
        File.WriteAllText(_path, "version https://git-lfs.github.com/spec/v1");
        Int8Precision.Of(_path, true, true).ShouldBeNull();
    }

    [Fact]
    public void Write_WeightsThatCanSaturate_Refuses()
    {
        Should
            .Throw<ExportException>(() => OnnxFile.Write(_path, IntegerGraphs.QuantizedMatMul(Large, Outputs)))
            .Message.ShouldBe($"{Path.GetFileName(_path)}: the integer product with 'w' can saturate on processors without VNNI.");
        File.Exists(_path).ShouldBeFalse();
    }

    /// <summary>The kernel adds inputs 2i and 2i+1, of weights of one sign.</summary>
    [Theory]
    [InlineData(127, 1, 0, 0, false)]
    [InlineData(127, 2, 0, 0, true)]
    [InlineData(2, 127, 0, 0, true)]
    [InlineData(1, 127, 127, 1, false)]
    [InlineData(127, -127, 0, 0, false)]
    [InlineData(-128, 0, 0, -128, false)]
    [InlineData(-128, -1, 0, 0, true)]
    [InlineData(0, 0, 65, 64, true)]
    public void CanSaturate_PairsOfAColumn_AreThoseOfNeighbouringInputs(sbyte first, sbyte second, sbyte third, sbyte fourth, bool expected)
    {
        PairSums.CanSaturate([first, second, third, fourth], 4, inputsLast: true).ShouldBe(expected);
        PairSums.CanSaturate([first, second, third, fourth], 1, inputsLast: false).ShouldBe(expected);
        PairSums.CanSaturate([first, 9, second, 9, third, 9, fourth, 9], 2, inputsLast: false).ShouldBe(expected);
        PairSums.CanSaturate([first, second, third, fourth, 127], 5, inputsLast: true).ShouldBe(expected); // the last has no neighbour
    }

    private void Write(string form, sbyte[] weight)
    {
        var model = form switch
        {
            "MatMulInteger" => IntegerGraphs.MatMulInteger(weight, Outputs),
            "QuantizedMatMul" => IntegerGraphs.QuantizedMatMul(weight, Outputs),
            _ => IntegerGraphs.DynamicMatMul(weight, Outputs),
        };
        File.WriteAllBytes(_path, model.ToByteArray());
    }

    /// <summary>The first output of a row of activations that are all 255.</summary>
    private int Run(OnnxSessionFactory factory, bool takesBytes = false)
    {
        using var session = factory.Open(_path);
        using var row = takesBytes
            ? OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(byte.MaxValue, Inputs).ToArray(), [1, Inputs])
            : OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(255f, Inputs).ToArray(), [1, Inputs]);
        using var run = new RunOptions();
        using var results = session.Run(run, ["a"], [row], ["c"]);
        return takesBytes ? results[0].GetTensorDataAsSpan<int>()[0] : (int)MathF.Round(results[0].GetTensorDataAsSpan<float>()[0]);
    }
}
