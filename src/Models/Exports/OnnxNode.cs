namespace TransformerService.Models.Exports;

/// <summary>A node of an <see cref="OnnxGraph"/>.</summary>
internal sealed class OnnxNode
{
    public string Type { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>The graphs that it may run, such as those of an If.</summary>
    public List<OnnxGraph> Branches { get; } = [];

    /// <summary>The dimensions of the tensor that it holds, such as a Constant's.</summary>
    public long[]? Value { get; set; }

    /// <summary>Its attribute of that name.</summary>
    public long Axis { get; set; }
}
