using System.Numerics;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Shouldly;
using TransformerService.Models.Exports.Graphs;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx.Int8;

/// <summary>
/// The integer products of every committed file: no pair of weights can saturate, and ONNX Runtime's product is that of plain 32-bit
/// arithmetic, bit for bit. What equals the reference on two processors is equal on both.
/// </summary>
public sealed class CommittedProductTests
{
    private const int Activations = 10_000,
        Chunk = 500;

    public static TheoryData<string> Int8Files()
    {
        var models = RepositoryRoot.Folder("models");
        return
        [
            .. Directory
                .EnumerateFiles(models, "*.onnx", SearchOption.AllDirectories)
                .Where(file => IntegerProduct.Find(OnnxGraphReader.Read(file)).Count > 0)
                .Select(file => Path.GetRelativePath(models, file))
                .Order(StringComparer.Ordinal),
        ];
    }

    [Fact]
    public void Int8Files_OfTheRepository_AreTheStudentsAndTheTeachersOfClassifiers() =>
        Int8Files()
            .Select(row => row.Data.Replace('\\', '/'))
            .ShouldBe([
                "en-fr/student/decoder_model.onnx",
                "en-fr/student/decoder_model_merged.onnx",
                "en-fr/student/decoder_with_past_model.onnx",
                "en-fr/student/encoder_model.onnx",
                "intent/student/model.onnx",
                "intent/teacher/model.onnx",
                "sentiment/student/model.onnx",
                "sentiment/teacher/model.onnx",
            ]);

    [Theory]
    [MemberData(nameof(Int8Files))]
    public void Weights_OfEveryProduct_CannotSaturate(string file)
    {
        foreach (var product in Products(file))
        {
            product.InputsLast.ShouldBe(true, product.Weight.Name);
            var weight = product.Weight.ReadSignedBytes();
            var inputs = (int)product.Weight.Dimensions[^1];
            for (var start = 0; start < weight.Length; start += inputs)
            {
                for (var input = 0; input + 1 < inputs; input += 2)
                {
                    (Math.Abs((int)weight[start + input]) + Math.Abs((int)weight[start + input + 1])).ShouldBeLessThanOrEqualTo(128);
                }
            }

            PairSums.CanSaturate(product).ShouldBeFalse(product.Weight.Name);
        }
    }

    /// <summary>Each weight once: several files of a model share them.</summary>
    [Fact]
    public void Products_OfAdversarialActivations_EqualPlainArithmetic()
    {
        IntegerProduct[] products =
        [
            .. Int8Files().SelectMany(row => Products(row.Data)).DistinctBy(product => (product.Weight.File, product.Weight.Offset)),
        ];
        products.Length.ShouldBeGreaterThan(40);
        foreach (var product in products)
        {
            int inputs = (int)product.Weight.Dimensions[^1],
                outputs = (int)product.Weight.Dimensions[0];
            var weight = product.Weight.ReadSignedBytes();
            using var session = Open(weight, inputs, outputs);
            var random = new Random(outputs);
            for (var start = 0; start < Activations; start += Chunk)
            {
                var activations = Adversarial(weight, inputs, outputs, start, random);
                Multiply(session, activations, inputs)
                    .AsSpan()
                    .SequenceEqual(Reference(activations, weight, inputs, outputs))
                    .ShouldBeTrue(product.Weight.Name);
            }
        }
    }

    private static IReadOnlyList<IntegerProduct> Products(string file) =>
        IntegerProduct.Find(OnnxGraphReader.Read(RepositoryRoot.Folder("models", file)));

    private static InferenceSession Open(sbyte[] weight, int inputs, int outputs)
    {
        var transposed = new sbyte[weight.Length];
        for (var output = 0; output < outputs; output++)
        {
            for (var input = 0; input < inputs; input++)
            {
                transposed[(input * outputs) + output] = weight[(output * inputs) + input];
            }
        }

        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        return new InferenceSession(IntegerGraphs.MatMulInteger(transposed, outputs).ToByteArray(), options);
    }

    /// <summary>
    /// Rows that make the sums of one output as large or as small as they can be, ends of the range in every pattern, and random ones.
    /// </summary>
    private static byte[] Adversarial(sbyte[] weight, int inputs, int outputs, int start, Random random)
    {
        var activations = new byte[Chunk * inputs];
        for (var row = 0; row < Chunk; row++)
        {
            var values = activations.AsSpan(row * inputs, inputs);
            var number = start + row;
            ReadOnlySpan<sbyte> against = weight.AsSpan(number / 5 % outputs * inputs, inputs);
            for (var input = 0; input < inputs; input++)
            {
                values[input] = (number % 5) switch
                {
                    0 => against[input] > 0 ? byte.MaxValue : (byte)0,
                    1 => against[input] < 0 ? byte.MaxValue : (byte)0,
                    2 => byte.MaxValue,
                    3 => random.Next(2) == 0 ? byte.MaxValue : (byte)0,
                    _ => (byte)random.Next(256),
                };
            }
        }

        return activations;
    }

    private static int[] Multiply(InferenceSession session, byte[] activations, int inputs)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(activations, [activations.Length / inputs, inputs]);
        using var run = new RunOptions();
        using var results = session.Run(run, ["a"], [input], ["c"]);
        return results[0].GetTensorDataAsSpan<int>().ToArray();
    }

    private static int[] Reference(byte[] activations, sbyte[] weight, int inputs, int outputs)
    {
        short[] left = Array.ConvertAll(activations, value => (short)value),
            right = Array.ConvertAll(weight, value => (short)value);
        var sums = new int[activations.Length / inputs * outputs];
        Parallel.For(
            0,
            activations.Length / inputs,
            row => Multiply(left.AsSpan(row * inputs, inputs), right, sums.AsSpan(row * outputs, outputs))
        );
        return sums;
    }

    /// <summary>
    /// Products of 16 bits, which hold 255 · 127, added in 32. Optimised in a debug build too: there are 70 billion of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(ReadOnlySpan<short> values, ReadOnlySpan<short> weights, Span<int> sums)
    {
        int width = Vector<short>.Count,
            last = values.Length - (values.Length % width);
        for (var output = 0; output < sums.Length; output++)
        {
            var against = weights.Slice(output * values.Length, values.Length);
            Vector<int> sum = default;
            for (var input = 0; input < last; input += width)
            {
                Vector.Widen(new Vector<short>(values[input..]) * new Vector<short>(against[input..]), out var low, out var high);
                sum += low + high;
            }

            var total = Vector.Sum(sum);
            for (var input = last; input < values.Length; input++)
            {
                total += values[input] * against[input];
            }

            sums[output] = total;
        }
    }
}
