namespace TransformerService.Models.Onnx;

/// <summary>How the messages of onnx.proto are nested.</summary>
internal static class OnnxMessages
{
    /// <summary>Maximum nesting of branches; deeper nesting is not a model but an attack on the stack.</summary>
    public const int MostDepth = 64;

    /// <summary>Returns the message type of a field that may lead to nodes or tensors.</summary>
    public static OnnxMessage? Inner(OnnxMessage message, int field) =>
        (message, field) switch
        {
            (OnnxMessage.Model, 7) => OnnxMessage.Graph,
            (OnnxMessage.Model, 20) => OnnxMessage.Training,
            (OnnxMessage.Model, 25) => OnnxMessage.Function,
            (OnnxMessage.Training, 1 or 2) => OnnxMessage.Graph,
            (OnnxMessage.Graph, 1) or (OnnxMessage.Function, 7) => OnnxMessage.Node,
            (OnnxMessage.Graph, 5) or (OnnxMessage.Attribute, 5 or 10) => OnnxMessage.Tensor,
            (OnnxMessage.Graph, 15) or (OnnxMessage.Attribute, 22 or 23) => OnnxMessage.SparseTensor,
            (OnnxMessage.Node, 5) or (OnnxMessage.Function, 11) => OnnxMessage.Attribute, // a function's attributes have values since ONNX 1.13
            (OnnxMessage.Attribute, 6 or 11) => OnnxMessage.Graph,
            _ => null,
        };
}

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
