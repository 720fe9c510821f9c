using System.Runtime.InteropServices;
using Google.Protobuf;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>
/// Makes the integer products of an int8 export of <see cref="Quantizer"/> exact on every processor, without its float32 weights:
/// weights in which a pair can saturate are rounded again (<see cref="QuantizedMatrix"/>). The scales of activations do not change.
/// </summary>
internal static class ExactRewrite
{
    /// <summary>Rewrites the files of a folder.</summary>
    /// <returns>
    /// How many matrices were read, how many were rounded again, and their root mean square change relative to their values.
    /// </returns>
    /// <exception cref="ExportException">The folder does not contain such an export.</exception>
    public static (int Matrices, int Changed, double RelativeChange) Apply(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.onnx").Order(StringComparer.Ordinal).ToDictionary(path => path, OnnxFile.Read);
        var isShared = files.Values.Any(model => model.Graph.Initializer.Any(tensor => tensor.ExternalData.Count > 0));
        int matrices = 0,
            changed = 0;
        double error = 0,
            power = 0;
        foreach ((var path, var model) in files)
        {
            foreach (var tensor in model.Graph.Initializer)
            {
                OnnxFile.Inline(tensor, folder);
            }

            var stored = model.Graph.Initializer.ToDictionary(tensor => tensor.Name);
            foreach (var bytes in model.Graph.Initializer.Where(tensor => tensor.DataType == (int)DataType.Int8 && tensor.Dims.Count == 2))
            {
                matrices++;
                changed += Rewrite(bytes, stored, Graphs(model.Graph).SelectMany(graph => graph.Node), ref error, ref power) ? 1 : 0;
            }
        }

        var data = Path.Combine(folder, "model.onnx_data");
        using var weights = isShared ? new SharedWeightFile(data) : null;
        var written = files.ToDictionary(file => file.Key, file => weights?.Move(file.Value) ?? file.Value);
        weights?.Finish();
        foreach ((var path, var model) in written)
        {
            OnnxFile.Write(path, model);
        }

        return (matrices, changed, power > 0 ? Math.Sqrt(error / power) : 0);
    }

    private static bool Rewrite(
        TensorProto bytes,
        Dictionary<string, TensorProto> stored,
        IEnumerable<NodeProto> nodes,
        ref double error,
        ref double power
    )
    {
        int rows = (int)bytes.Dims[0],
            columns = (int)bytes.Dims[1];
        var matrix = bytes.Name[..^".int8".Length];
        var scaleTensor = stored.GetValueOrDefault($"{matrix}.scale") ?? stored[$"{matrix}.scales"];
        var old = MemoryMarshal.Cast<byte, sbyte>(bytes.RawData.Span).ToArray();
        var oldScales = TensorProtos.ReadFloats(scaleTensor).ToArray();
        var values = new float[old.Length];
        for (var place = 0; place < old.Length; place++)
        {
            values[place] = old[place] * oldScales[place / columns];
        }

        var rounded = Round(old, oldScales, values, columns);
        for (var place = 0; place < old.Length; place++)
        {
            var difference = (rounded.Values[place] * (double)rounded.Scales[place / columns]) - values[place];
            error += difference * difference;
            power += (double)values[place] * values[place];
        }

        bytes.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(rounded.Values.AsSpan()));
        foreach (var name in (string[])[$"{matrix}.scale", $"{matrix}.scales"])
        {
            if (stored.TryGetValue(name, out var scales))
            {
                scales.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(rounded.Scales.AsSpan()));
            }
        }

        NodeProto[] all = [.. nodes];
        foreach (
            var dequantized in all.Where(node => node.OpType == "DequantizeLinear" && node.Input[0] == bytes.Name)
                .DistinctBy(node => node.Name)
        )
        {
            foreach (
                var product in all.Where(node => node is { OpType: "Gemm", Input.Count: > 2 } && node.Input[1] == dequantized.Output[0])
                    .DistinctBy(product => product.Name)
            )
            {
                TensorProto bias = stored[$"{product.Name}.bias.int32"],
                    biasScale = stored[$"{product.Name}.bias.scale"];
                var ints = MemoryMarshal.Cast<byte, int>(bias.RawData.Span).ToArray();
                var biasScales = TensorProtos.ReadFloats(biasScale).ToArray();
                for (var row = 0; row < rows; row++)
                {
                    var scale = biasScales[row] / oldScales[row] * rounded.Scales[row];
                    ints[row] = (int)Math.Round(ints[row] * (double)biasScales[row] / scale);
                    biasScales[row] = scale;
                }

                bias.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(ints.AsSpan()));
                biasScale.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(biasScales.AsSpan()));
            }
        }

        return !old.AsSpan().SequenceEqual(rounded.Values);
    }

    /// <summary>Rounds a matrix again; rows in which no pair can saturate do not change.</summary>
    private static QuantizedMatrix Round(sbyte[] old, float[] oldScales, float[] values, int columns)
    {
        QuantizedMatrix rounded = new([.. old], [.. oldScales]);
        for (var row = 0; row < oldScales.Length; row++)
        {
            if (QuantizedMatrix.IsExact(old.AsSpan(row * columns, columns)))
            {
                continue;
            }

            var one = QuantizedMatrix.Of(values.AsSpan(row * columns, columns), rows: 1);
            one.Values.CopyTo(rounded.Values, row * columns);
            rounded.Scales[row] = one.Scales[0];
        }

        return rounded;
    }

    private static IEnumerable<GraphProto> Graphs(GraphProto graph) =>
        graph
            .Node.SelectMany(node => node.Attribute)
            .Where(attribute => attribute.G is not null)
            .SelectMany(attribute => Graphs(attribute.G))
            .Prepend(graph);
}
