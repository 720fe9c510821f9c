using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>
/// A model folder with a recurrent decoder of random weights and a real tokenizer, some of whose answers end by themselves.
/// </summary>
internal sealed class SsruModel : IDisposable
{
    private const float EndBias = 2f;
    private readonly ExportFolder _folder = new("translation");
    private readonly TranslationShape _shape;

    /// <param name="modelSize">Features of a position.</param>
    /// <param name="isInt8">Whether it is quantised.</param>
    /// <param name="decoders">The files to write.</param>
    public SsruModel(int modelSize = 32, bool isInt8 = false, DecoderFiles decoders = DecoderFiles.Split)
    {
        _shape = FixtureMarian.Shape with { ModelSize = modelSize, Decoder = DecoderType.Ssru };
        var weights = RandomWeights.Marian(_shape, seed: 17);
        weights["final_logits_bias"].Values[_shape.EosTokenId] += EndBias;
        var graphs = MarianExporter.Build(_shape, weights, TinyMarian.Options);
        if (isInt8)
        {
            var examples = Sources(50, seed: 3).Zip(Sources(50, seed: 4));
            var ranges = MarianCalibration.Measure(graphs, _shape.PadTokenId, [.. examples], CancellationToken.None);
            graphs = MarianExporter.Quantize(graphs, ranges, new QuantizationOptions());
        }

        MarianExporter.Write(_folder.Path, _shape, TinyMarian.Options with { Decoders = decoders, SharedWeights = true }, graphs);
        foreach (var name in new[] { "source.spm", "target.spm", "vocab.json" })
        {
            System.IO.File.Copy(System.IO.Path.Combine(FixtureMarian.Folder, name), File(name));
        }
    }

    public string Path => _folder.Path;

    public string File(string name) => System.IO.Path.Combine(_folder.Path, name);

    public ExportDescription Read() => _folder.Read();

    public EncoderDecoder Open() => EncoderDecoder.Open(new OnnxSessionFactory(ExecutionProvider.Cpu, intraOpThreads: 1), Read().Onnx);

    /// <summary>Rows of random tokens of different lengths.</summary>
    public static int[][] Sources(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => (int[])[.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => random.Next(2, 850)), 0]),
        ];
    }

    public void Dispose() => _folder.Dispose();
}
