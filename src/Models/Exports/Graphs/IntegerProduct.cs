namespace TransformerService.Models.Exports.Graphs;

/// <summary>A matrix product in a graph whose weight is stored as bytes.</summary>
/// <param name="Operator">The operator that multiplies.</param>
/// <param name="Weight">The weight, a matrix or a stack of them.</param>
/// <param name="InputsLast">
/// Whether the weight's layout is <c>[…, outputs, inputs]</c> instead of <c>[…, inputs, outputs]</c>; <see langword="null"/> where the
/// operator's layout is unknown.
/// </param>
public sealed record IntegerProduct(string Operator, OnnxTensor Weight, bool? InputsLast)
{
    /// <summary>The operators that take bytes directly, and which of their inputs is the weight.</summary>
    private static readonly Dictionary<string, int> WeightInputs = new()
    {
        ["MatMulInteger"] = 1,
        ["MatMulIntegerToFloat"] = 1,
        ["DynamicQuantizeMatMul"] = 1,
        ["QAttention"] = 1,
        ["QLinearMatMul"] = 3,
        ["QGemm"] = 3,
    };

    /// <summary>The operators that ONNX Runtime turns into an integer product if their weight is dequantised from bytes.</summary>
    private static readonly Dictionary<string, int> FloatWeightInputs = new() { ["MatMul"] = 1, ["Gemm"] = 1 };

    /// <summary>
    /// Returns the products of a graph and of its branches, one for each node that reads a weight. Branches may use one name for several
    /// weights.
    /// </summary>
    public static IReadOnlyList<IntegerProduct> Find(OnnxGraph graph)
    {
        OnnxNode[] nodes = [.. graph.All.SelectMany(part => part.Nodes)];
        var readers = nodes
            .SelectMany(node => node.Inputs.Distinct().Select(input => (Input: input, Node: node)))
            .ToLookup(entry => entry.Input, entry => entry.Node);
        var constants = nodes
            .Where(node => node is { Value: not null, Outputs.Count: > 0 })
            .Select(node => node.Value! with { Name = node.Outputs[0] }); // filtered
        return
        [
            .. graph
                .All.SelectMany(part => part.Tensors)
                .Concat(constants)
                .Where(tensor => tensor.Type is OnnxTensor.Int8 or OnnxTensor.UInt8 && tensor.Dimensions.Count >= 2)
                .SelectMany(tensor => Of(readers, tensor)),
        ];
    }

    private static IEnumerable<IntegerProduct> Of(ILookup<string, OnnxNode> readers, OnnxTensor weight)
    {
        foreach (var reader in readers[weight.Name])
        {
            if (reader.Operator != "DequantizeLinear")
            {
                if (ProductOf(reader, weight, weight.Name, WeightInputs) is { } product)
                {
                    yield return product;
                }

                continue;
            }

            foreach (
                var product in reader
                    .Outputs.SelectMany(output => readers[output].Select(node => ProductOf(node, weight, output, FloatWeightInputs)))
                    .OfType<IntegerProduct>()
            )
            {
                yield return product;
            }
        }
    }

    private static IntegerProduct? ProductOf(OnnxNode node, OnnxTensor weight, string value, Dictionary<string, int> weightInputs) =>
        node.Operator switch
        {
            "Gather" => null, // a look-up multiplies nothing
            _ when weightInputs.TryGetValue(node.Operator, out var place) && node.Inputs.ElementAtOrDefault(place) == value =>
                new IntegerProduct(node.Operator, weight, node.Integers.GetValueOrDefault("transB") != 0),
            _ => new IntegerProduct(node.Operator, weight, null),
        };
}
