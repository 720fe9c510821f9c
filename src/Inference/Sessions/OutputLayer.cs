using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TransformerService.Models.Exports;
using TransformerService.Models.Exports.Graphs;

namespace TransformerService.Inference.Sessions;

/// <summary>
/// A decoder's last product, of unsigned by signed bytes, for chosen pieces of the vocabulary only. The sums are exact integers on every
/// processor (docs/decisions/0012-exact-int8.md), and a piece's logit does not depend on the other pieces or rows.
/// </summary>
internal sealed class OutputLayer
{
    /// <summary>More inputs could overflow 32 bits: 65,536 · 255 · 128 is just below 2³¹.</summary>
    private const int MostInputs = 1 << 16;

    /// <summary>Pieces whose sums are computed together.</summary>
    private const int Together = 4;

    private static readonly (string Name, TensorElementType Type)[] Outputs =
    [
        ("weight", TensorElementType.Int8),
        ("scale", TensorElementType.Float),
        ("bias", TensorElementType.Int32),
        ("input_scale", TensorElementType.Float),
        ("input_zero_point", TensorElementType.UInt8),
    ];

    private readonly sbyte[] _weights;
    private readonly float[] _scales;
    private readonly int[] _offsets;
    private readonly int[] _all;
    private readonly bool _usesVectors;

    /// <param name="weights"><c>[vocabulary, inputs]</c>.</param>
    /// <param name="scales">What a step of each piece's sum is worth.</param>
    /// <param name="biases">Added to each piece's sum.</param>
    /// <param name="zeroPoint">The byte of an input that means 0.</param>
    public OutputLayer(sbyte[] weights, float[] scales, int[] biases, byte zeroPoint)
    {
        Inputs = weights.Length / scales.Length;
        _weights = weights;
        _scales = scales;
        _all = [.. Enumerable.Range(0, scales.Length)];
        _offsets = Array.ConvertAll(_all, piece => unchecked(biases[piece] - (zeroPoint * Sum(WeightsOf(piece)))));
        _usesVectors =
            Inputs % Vector256<byte>.Count == 0
            && (AvxVnni.IsSupported || (Avx2.IsSupported && !PairSums.CanSaturate(weights, Inputs, inputsLast: true)));
    }

    /// <summary>Numbers that a row has.</summary>
    public int Inputs { get; }

    public int Vocabulary => _scales.Length;

    /// <summary>Reads the layer of a file that looks up the rows of the given ids.</summary>
    /// <exception cref="ModelLoadException">The file has other inputs and outputs, or other sizes.</exception>
    public static OutputLayer Open(OnnxSessionFactory factory, string path)
    {
        using var session = factory.Open(path);
        if (
            session.Inputs is not [TensorNames.InputIds]
            || session.InputType(TensorNames.InputIds) != TensorElementType.Int64
            || Outputs.Any(output => !session.Outputs.Contains(output.Name) || session.OutputType(output.Name) != output.Type)
            || EmbeddingTables.Read(path).Tokens is not { } pieces
        )
        {
            throw new ModelLoadException([
                $"{session.FileName} must look up {string.Join(", ", Outputs.Select(output => $"{output.Name} ({output.Type})"))} by {TensorNames.InputIds}: take the file that the trainer wrote.",
            ]);
        }

        long[] ids = [.. Enumerable.Range(0, pieces)];
        using var input = OrtValue.CreateTensorValueFromMemory(ids, [pieces]);
        using var options = new RunOptions();
        using var rows = session.Run(options, [TensorNames.InputIds], [input], [.. Outputs.Select(output => output.Name)]);
        var weights = rows[0].GetTensorDataAsSpan<sbyte>().ToArray();
        var scales = rows[1].GetTensorDataAsSpan<float>().ToArray();
        var biases = rows[2].GetTensorDataAsSpan<int>().ToArray();
        var inputScales = rows[3].GetTensorDataAsSpan<float>();
        var zeroPoints = rows[4].GetTensorDataAsSpan<byte>();
        if (
            rows[0].GetTensorTypeAndShape().Shape is not [var outputs, > 0 and <= MostInputs]
            || outputs != pieces
            || (scales.Length, biases.Length, inputScales.Length, zeroPoints.Length) != (pieces, pieces, 1, 1)
        )
        {
            throw new ModelLoadException([
                $"{session.FileName}: its outputs must have one row for each of the {pieces} pieces, of 1 to {MostInputs} inputs.",
            ]);
        }

        var inputScale = inputScales[0];
        return new OutputLayer(weights, Array.ConvertAll(scales, scale => scale * inputScale), biases, zeroPoints[0]);
    }

    /// <summary>Computes a row's logits; pieces that are not chosen get −∞.</summary>
    /// <param name="row">The quantised row, <c>[inputs]</c>.</param>
    /// <param name="pieces">The chosen pieces; <see langword="null"/> for all.</param>
    /// <param name="logits">Receives them, <c>[vocabulary]</c>.</param>
    public void Logits(ReadOnlySpan<byte> row, int[]? pieces, Span<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, Inputs);
        logits.Fill(float.NegativeInfinity);
        ReadOnlySpan<int> chosen = pieces ?? _all;
        if (!_usesVectors)
        {
            foreach (var piece in chosen)
            {
                logits[piece] = Logit(piece, Sum(row, WeightsOf(piece)));
            }

            return;
        }

        for (var place = 0; place < chosen.Length; place += Together)
        {
            // At the end the last piece takes the places that are left over.
            var last = chosen.Length - 1;
            int first = chosen[place],
                second = chosen[Math.Min(place + 1, last)],
                third = chosen[Math.Min(place + 2, last)],
                fourth = chosen[Math.Min(place + 3, last)];
            var sums = FourSums(row, WeightsOf(first), WeightsOf(second), WeightsOf(third), WeightsOf(fourth));
            logits[first] = Logit(first, sums[0]);
            logits[second] = Logit(second, sums[1]);
            logits[third] = Logit(third, sums[2]);
            logits[fourth] = Logit(fourth, sums[3]);
        }
    }

    private ReadOnlySpan<sbyte> WeightsOf(int piece) => _weights.AsSpan(piece * Inputs, Inputs);

    private float Logit(int piece, int sum) => unchecked(sum + _offsets[piece]) * _scales[piece];

    /// <summary>
    /// Four sums by AVX-VNNI, which adds in 32 bits, or by AVX2, which adds two products in 16 bits: no pair of these weights exceeds them.
    /// </summary>
    private static Vector128<int> FourSums(
        ReadOnlySpan<byte> row,
        ReadOnlySpan<sbyte> first,
        ReadOnlySpan<sbyte> second,
        ReadOnlySpan<sbyte> third,
        ReadOnlySpan<sbyte> fourth
    )
    {
        ref var inputs = ref MemoryMarshal.GetReference(row);
        ref sbyte a = ref MemoryMarshal.GetReference(first),
            b = ref MemoryMarshal.GetReference(second),
            c = ref MemoryMarshal.GetReference(third),
            d = ref MemoryMarshal.GetReference(fourth);
        Vector256<int> sumA = default,
            sumB = default,
            sumC = default,
            sumD = default;
        for (nuint place = 0; place < (nuint)row.Length; place += (nuint)Vector256<byte>.Count)
        {
            var read = Vector256.LoadUnsafe(ref inputs, place);
            sumA = Add(sumA, read, Vector256.LoadUnsafe(ref a, place));
            sumB = Add(sumB, read, Vector256.LoadUnsafe(ref b, place));
            sumC = Add(sumC, read, Vector256.LoadUnsafe(ref c, place));
            sumD = Add(sumD, read, Vector256.LoadUnsafe(ref d, place));
        }

        var sums = Avx2.HorizontalAdd(Avx2.HorizontalAdd(sumA, sumB), Avx2.HorizontalAdd(sumC, sumD));
        return sums.GetLower() + sums.GetUpper();

        static Vector256<int> Add(Vector256<int> sums, Vector256<byte> inputs, Vector256<sbyte> weights) =>
            AvxVnni.IsSupported
                ? AvxVnni.MultiplyWideningAndAdd(sums, inputs, weights)
                : sums + Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(inputs, weights), Vector256<short>.One);
    }

    /// <summary>One sum on any processor and for any weights: a product of two bytes fits into 16 bits, sums are in 32.</summary>
    private static int Sum(ReadOnlySpan<byte> row, ReadOnlySpan<sbyte> weights)
    {
        var sums = Vector128<int>.Zero;
        var place = 0;
        for (; place <= row.Length - Vector128<byte>.Count; place += Vector128<byte>.Count)
        {
            (var lowInputs, var highInputs) = Vector128.Widen(Vector128.Create(row[place..]));
            (var lowWeights, var highWeights) = Vector128.Widen(Vector128.Create(weights[place..]));
            sums += Added(lowInputs.AsInt16() * lowWeights) + Added(highInputs.AsInt16() * highWeights);
        }

        var sum = Vector128.Sum(sums);
        for (; place < row.Length; place++)
        {
            sum += row[place] * weights[place];
        }

        return sum;

        static Vector128<int> Added(Vector128<short> products)
        {
            (var low, var high) = Vector128.Widen(products);
            return low + high;
        }
    }

    private static int Sum(ReadOnlySpan<sbyte> weights)
    {
        var sum = 0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        return sum;
    }
}
