namespace TransformerService.Models.Onnx;

/// <summary>The messages of onnx.proto on the way to nodes and tensors.</summary>
internal enum OnnxMessage
{
    Model,
    Training,
    Graph,
    Node,
    Attribute,
    Function,
    Tensor,
    SparseTensor,
}
