using TransformerService.Models.Tests.Exports;

namespace TransformerService.Inference.Tests.Catalog;

/// <summary>ONNX files written by hand: a classifier's inputs and output around nodes that no exporter would write.</summary>
internal static class OnnxBytes
{
    public const int Float = 1,
        Long = 7,
        Bool = 9;
    private const int NodeField = 1,
        InitializerField = 5,
        InputField = 11,
        OutputField = 12;

    /// <summary>A classifier whose <c>logits</c> the nodes compute.</summary>
    public static byte[] Classifier(params byte[][] parts) =>
        [
            .. WireBytes.Number(1, 8),
            .. WireBytes.Field(
                7,
                [
                    WireBytes.Text(2, "g"),
                    .. parts,
                    Input("input_ids", Long),
                    Input("attention_mask", Long),
                    Value(OutputField, "logits", Float),
                ]
            ),
            .. WireBytes.Field(8, WireBytes.Text(1, ""), WireBytes.Number(2, 17)),
            .. WireBytes.Field(8, WireBytes.Text(1, "com.microsoft"), WireBytes.Number(2, 1)),
        ];

    public static byte[] Node(string type, string[] inputs, string[] outputs, params byte[][] attributes) =>
        WireBytes.Field(
            NodeField,
            [
                .. inputs.Select(input => WireBytes.Text(1, input)),
                .. outputs.Select(output => WireBytes.Text(2, output)),
                WireBytes.Text(4, type),
                .. attributes,
            ]
        );

    public static byte[] Domain(string domain) => WireBytes.Text(7, domain);

    /// <summary>An attribute that is a graph: a loop's body.</summary>
    public static byte[] Body(string name, params byte[][] parts) =>
        WireBytes.Field(5, WireBytes.Text(1, name), WireBytes.Field(6, [WireBytes.Text(2, "body"), .. parts]), WireBytes.Number(20, 5));

    /// <summary>An initializer of whole numbers; without dimensions if <paramref name="isScalar"/>.</summary>
    public static byte[] Numbers(string name, int type, bool isScalar, params long[] values) =>
        WireBytes.Field(
            InitializerField,
            [
                isScalar ? [] : WireBytes.Number(1, (ulong)values.Length),
                WireBytes.Number(2, (ulong)type),
                WireBytes.Text(8, name),
                WireBytes.Field(
                    9,
                    [
                        .. values.Select(value =>
                            type == Bool ? [(byte)value]
                            : type == Long ? BitConverter.GetBytes(value)
                            : BitConverter.GetBytes((float)value)
                        ),
                    ]
                ),
            ]
        );

    public static byte[] Input(string name, int type, bool isScalar = false) => Value(InputField, name, type, isScalar);

    public static byte[] Output(string name, int type, bool isScalar = false) => Value(OutputField, name, type, isScalar);

    private static byte[] Value(int field, string name, int type, bool isScalar = false) =>
        WireBytes.Field(
            field,
            WireBytes.Text(1, name),
            WireBytes.Field(2, WireBytes.Field(1, WireBytes.Number(1, (ulong)type), isScalar ? WireBytes.Field(2) : []))
        );
}
