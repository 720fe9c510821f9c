namespace TransformerService.Distillation.Onnx.Graph;

/// <summary>A tensor of a graph that is being built: an input, an initializer, or what a node gives.</summary>
internal readonly record struct Value(string Name);
