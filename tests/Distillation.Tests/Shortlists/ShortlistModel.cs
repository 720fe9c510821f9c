using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Translation;
using TransformerService.Models.Exports;
using TransformerService.Models.Exports.Shortlists;
using TransformerService.Models.Repository;

namespace TransformerService.Distillation.Tests.Shortlists;

/// <summary>An int8 model of random weights with a lexical shortlist and a real tokenizer; some of its answers end by themselves.</summary>
internal sealed class ShortlistModel : IDisposable
{
    private const float EndBias = 2f;
    private readonly ExportFolder _folder = new("translation");

    /// <param name="shortlist">The shortlist; <see langword="null"/> for an export without one.</param>
    /// <param name="decoder">How the decoder reads the tokens before.</param>
    /// <param name="modelSize">Features of a position.</param>
    public ShortlistModel(LexicalShortlist? shortlist, DecoderType decoder = DecoderType.Attention, int modelSize = 32)
    {
        var shape = FixtureMarian.Shape with { ModelSize = modelSize, Decoder = decoder };
        var weights = RandomWeights.Marian(shape, seed: 17);
        weights["final_logits_bias"].Values[shape.EosTokenId] += EndBias;
        var graphs = MarianExporter.Build(shape, weights, TinyMarian.Options);
        var examples = SsruModel.Sources(50, seed: 3).Zip(SsruModel.Sources(50, seed: 4));
        var ranges = MarianCalibration.Measure(graphs, shape.PadTokenId, [.. examples], CancellationToken.None);
        MarianExporter.Write(
            _folder.Path,
            shape,
            TinyMarian.Options with
            {
                SharedWeights = true,
            },
            MarianExporter.Quantize(graphs, ranges, new QuantizationOptions()),
            shortlist
        );
        foreach (var name in new[] { "source.spm", "target.spm", "vocab.json" })
        {
            System.IO.File.Copy(System.IO.Path.Combine(FixtureMarian.Folder, name), File(name));
        }
    }

    public static int Vocabulary => FixtureMarian.Shape.Vocabulary;

    public string Path => _folder.Path;

    /// <summary>A shortlist that has all pieces for every source piece.</summary>
    public static LexicalShortlist OfAll() =>
        LexicalShortlist.Of(
            Enumerable.Range(0, Vocabulary),
            new int[Vocabulary][]
                .Select(_ => (int[])[])
                .ToArray()
        );

    /// <summary>A shortlist of random pieces, so that the rows of a batch have different ones.</summary>
    public static LexicalShortlist OfFew()
    {
        var random = new Random(8);
        return LexicalShortlist.Of(
            [0, 1, 2, 3],
            [
                .. Enumerable
                    .Range(0, Vocabulary)
                    .Select(_ => (int[])[.. Enumerable.Range(0, 12).Select(_ => random.Next(2, Vocabulary - 1))]),
            ]
        );
    }

    public string File(string name) => System.IO.Path.Combine(_folder.Path, name);

    public ExportDescription Read() => _folder.Read();

    public IReadOnlyList<string> Faults() => ModelRepository.ReadModel(System.IO.Path.GetDirectoryName(Path)!).Variants[0].Faults; // in a model's folder

    public TranslationModel Load()
    {
        var export = Read();
        return TranslationLoader.Load(
            Path,
            export,
            export.Generation!, // a translation export has one
            new OnnxSessionFactory(ExecutionProvider.Cpu, intraOpThreads: 1),
            new InferenceOptions()
        );
    }

    public void Dispose() => _folder.Dispose();
}
