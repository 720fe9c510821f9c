namespace TransformerService.Models.Exports.Graphs;

/// <summary>A node of an <see cref="OnnxGraph"/>.</summary>
/// <param name="Operator">The operator's type.</param>
/// <param name="Inputs">The names of its inputs; empty where an optional one is left out.</param>
/// <param name="Outputs">The names of its outputs.</param>
/// <param name="Integers">Its integer attributes.</param>
/// <param name="Branches">The graphs that it may run, such as those of an If.</param>
/// <param name="Value">The tensor that it holds, such as a Constant's.</param>
public sealed record OnnxNode(
    string Operator,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, long> Integers,
    IReadOnlyList<OnnxGraph> Branches,
    OnnxTensor? Value
)
{
    /// <summary>The name of an input; <see langword="null"/> where it is left out.</summary>
    public string? Input(int index) => Inputs.ElementAtOrDefault(index) is { Length: > 0 } name ? name : null;
}
