namespace TransformerService.Models.Exports.Graphs;

/// <summary>A graph of an ONNX file: its nodes in the order in which they run, and the locations of its stored tensors.</summary>
public sealed class OnnxGraph
{
    private readonly Dictionary<string, OnnxNode> _makers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stored;

    /// <param name="nodes">Its nodes.</param>
    /// <param name="tensors">Its initialisers.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="outputs">Its outputs, and the shape that each declares.</param>
    public OnnxGraph(
        IReadOnlyList<OnnxNode> nodes,
        IReadOnlyList<OnnxTensor> tensors,
        IReadOnlySet<string> inputs,
        IReadOnlyDictionary<string, OnnxShape> outputs
    )
    {
        (Nodes, Tensors, Inputs, Outputs) = (nodes, tensors, inputs, outputs);
        _stored = [.. tensors.Select(tensor => tensor.Name)];
        foreach (var node in nodes)
        {
            foreach (var output in node.Outputs)
            {
                _makers[output] = node;
            }
        }
    }

    public IReadOnlyList<OnnxNode> Nodes { get; }

    public IReadOnlyList<OnnxTensor> Tensors { get; }

    public IReadOnlySet<string> Inputs { get; }

    /// <summary>The outputs, and the shape that each declares.</summary>
    public IReadOnlyDictionary<string, OnnxShape> Outputs { get; }

    /// <summary>This graph and those of its branches.</summary>
    public IEnumerable<OnnxGraph> All => Nodes.SelectMany(node => node.Branches).SelectMany(branch => branch.All).Prepend(this);

    /// <summary>
    /// The main graph of a file; <see langword="null"/> if it cannot be read as ONNX: loading it reports the fault in more detail.
    /// </summary>
    public static OnnxGraph? Read(string path)
    {
        try
        {
            return OnnxGraphReader.Read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the graph has an input of that name that the caller provides: an input with a stored tensor of the same name is a constant.
    /// </summary>
    public bool HasInput(string name) => Inputs.Contains(name) && !_stored.Contains(name);

    /// <summary>Whether a node reads a value of that name, in a branch too.</summary>
    public bool Uses(string name) => All.Any(graph => graph.Nodes.Any(node => node.Inputs.Contains(name)));

    /// <summary>The node outside branches that produces a value, if there is one.</summary>
    public OnnxNode? MakerOf(string name) => _makers.GetValueOrDefault(name);
}

/// <summary>The declared shape of a value.</summary>
/// <param name="Rank">The number of dimensions; 0 if none are declared.</param>
/// <param name="Last">The last dimension; <see langword="null"/> if it is dynamic or not declared.</param>
public readonly record struct OnnxShape(int Rank, int? Last);
