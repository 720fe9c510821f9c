using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Quantization;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>A translation model of random weights, and texts for it of several lengths.</summary>
internal static class TinyMarian
{
    public static readonly TranslationShape Shape = new()
    {
        Vocabulary = 40,
        ModelSize = 16,
        Heads = 2,
        EncoderLayers = 2,
        DecoderLayers = 2,
        FeedForward = 32,
        MaxPositions = 64,
    };

    /// <summary>The same with a recurrent decoder.</summary>
    public static readonly TranslationShape SsruShape = Shape with { Decoder = DecoderType.Ssru };

    public static readonly MarianExportOptions Options = new() { SourceLanguage = "en", TargetLanguage = "fr" };

    public static readonly IReadOnlyDictionary<string, WeightTensor> Weights = RandomWeights.Marian(Shape, seed: 7);

    public static readonly IReadOnlyDictionary<string, WeightTensor> SsruWeights = RandomWeights.Marian(SsruShape, seed: 7);

    public static readonly int[][] Sources =
    [
        [5, 9, 17, 3, 0],
        [21, 0],
        [8, 8, 30, 2, 11, 38, 6, 4, 0],
        [33, 12, 7, 0],
    ];

    public static readonly int[][] Targets =
    [
        [39, 4, 22, 9],
        [39, 17, 17, 3],
        [39, 1, 30, 12],
        [39, 2, 5, 25],
    ];

    public static MarianGraphs Graphs(bool fuse = false) => MarianExporter.Build(Shape, Weights, Options with { FuseProjections = fuse });

    public static MarianGraphs SsruGraphs() => MarianExporter.Build(SsruShape, SsruWeights, Options);

    public static MarianGraphs QuantizedGraphs() => Quantized(Graphs());

    public static MarianGraphs Quantized(MarianGraphs graphs) =>
        MarianExporter.Quantize(graphs, Calibrate(graphs), new QuantizationOptions());

    public static CalibrationRanges Calibrate(MarianGraphs graphs)
    {
        var random = new Random(3);
        int[] Draw() => [.. Enumerable.Range(0, random.Next(2, 12)).Select(_ => random.Next(1, 39)), 0];
        (int[], int[])[] examples = [.. Enumerable.Range(0, 50).Select(_ => (Draw(), Draw()))];
        return MarianCalibration.Measure(graphs, Shape.PadTokenId, examples, CancellationToken.None);
    }

    /// <summary>Rows padded to one length, and their mask.</summary>
    public static (long[] Ids, long[] Mask, int Width) Pad(IReadOnlyList<int[]> rows, int extra = 0)
    {
        var width = rows.Max(row => row.Length) + extra;
        return (
            [.. rows.SelectMany(row => Enumerable.Range(0, width).Select(i => i < row.Length ? row[i] : (long)Shape.PadTokenId))],
            [.. rows.SelectMany(row => Enumerable.Range(0, width).Select(i => i < row.Length ? 1L : 0L))],
            width
        );
    }
}
