namespace TransformerService.Models.Exports.Graphs;

/// <summary>A node of a graph: its operator, the names of what goes in and comes out, and its attributes that are integers.</summary>
internal sealed record OnnxNode(string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, long> Integers);

/// <summary>The nodes and the stored tensors of an ONNX file, those of its branches and functions too.</summary>
internal sealed class OnnxGraph
{
    private readonly ILookup<string, OnnxNode> _readers;

    public OnnxGraph(IReadOnlyList<OnnxNode> nodes, IReadOnlyList<OnnxTensor> tensors)
    {
        (Nodes, Tensors) = (nodes, tensors);
        _readers = nodes.SelectMany(node => node.Inputs.Distinct().Select(input => (Input: input, Node: node))).ToLookup(entry => entry.Input, entry => entry.Node);
    }

    public IReadOnlyList<OnnxNode> Nodes { get; }

    /// <summary>The initialisers and the constants that attributes hold. Two branches may each have one of the same name.</summary>
    public IReadOnlyList<OnnxTensor> Tensors { get; }

    /// <summary>The nodes that read a value.</summary>
    public IEnumerable<OnnxNode> Readers(string value) => _readers[value];
}
