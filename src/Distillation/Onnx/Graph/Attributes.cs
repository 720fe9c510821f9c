using TransformerService.Distillation.Onnx.Proto;
using AttributeType = TransformerService.Distillation.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace TransformerService.Distillation.Onnx.Graph;

/// <summary>Attributes of nodes.</summary>
internal static class Attributes
{
    public static AttributeProto Integer(string name, long value) =>
        new()
        {
            Name = name,
            Type = AttributeType.Int,
            I = value,
        };

    public static AttributeProto Real(string name, float value) =>
        new()
        {
            Name = name,
            Type = AttributeType.Float,
            F = value,
        };

    public static AttributeProto Graph(string name, GraphProto body) =>
        new()
        {
            Name = name,
            Type = AttributeType.Graph,
            G = body,
        };

    public static AttributeProto Integers(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }
}
