using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>
/// The weights of a model that Optimum exported, by their Hugging Face names. Biases and norms kept their names; a matrix lost its own
/// and was transposed, but the node that multiplies by it is called after its layer.
/// </summary>
internal static class FixtureWeights
{
    public static Dictionary<string, WeightTensor> Read(string path, string prefix = "")
    {
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph;
        var initializers = graph.Initializer.ToDictionary(tensor => tensor.Name);
        Dictionary<string, WeightTensor> weights = [];
        foreach ((var name, var tensor) in initializers.Where(item => !item.Key.Contains("::", StringComparison.Ordinal)))
        {
            weights[prefix + name] = new WeightTensor([.. tensor.Dims], TensorProtos.ReadFloats(tensor).ToArray());
        }

        foreach (var node in graph.Node.Where(node => node.OpType == "MatMul" && initializers.ContainsKey(node.Input[1])))
        {
            var name = node.Name[1..node.Name.LastIndexOf('/')].Replace('/', '.');
            weights[$"{prefix}{name}.weight"] = Transpose(initializers[node.Input[1]]);
        }

        return weights;
    }

    private static WeightTensor Transpose(TensorProto matrix)
    {
        var values = TensorProtos.ReadFloats(matrix);
        int rows = (int)matrix.Dims[0],
            columns = (int)matrix.Dims[1];
        var transposed = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            transposed[(i % columns * rows) + (i / columns)] = values[i];
        }

        return new WeightTensor([columns, rows], transposed);
    }
}
