namespace TransformerService.Distillation.Onnx.Graph;

/// <summary>A tensor of a graph under construction: an input, an initializer, or the output of a node.</summary>
internal readonly record struct Value(string Name);
