using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Distillation.Tests.Onnx;

namespace TransformerService.Engine;

/// <summary>
/// Compares the two types of decoder in the server's own engine: students of the same sizes, int8, with random weights. Only the layers that
/// read the tokens before differ.
/// </summary>
internal static class DecoderComparison
{
    private const int Examples = 16;
    private const int Seed = 20_262;

    private static readonly TranslationShape Shape = BenchmarkShape.Shape with { EncoderLayers = 6, FeedForward = 1_536 };

    /// <summary>Writes both models and measures them in turns.</summary>
    /// <param name="repository">The folder to write to.</param>
    /// <param name="tokenizer">A Marian export whose tokenizer is used.</param>
    /// <param name="turns">How to measure.</param>
    /// <param name="output">Receives a table for each use of the engine.</param>
    public static async Task RunAsync(string repository, string tokenizer, TurnOptions turns, TextWriter output)
    {
        var folders = Enum.GetValues<DecoderType>().ToDictionary(type => type, type => Write(repository, tokenizer, type));
        foreach ((var type, var folder) in folders)
        {
            var bytes = Directory.EnumerateFiles(folder, "*.onnx*").Sum(file => new FileInfo(file).Length);
            output.WriteLine(FormattableString.Invariant($"{Name(type)}: {bytes / 1e6:0.00} MB of ONNX files"));
        }

        foreach (var use in new[] { EngineUse.Direct, EngineUse.Callers })
        {
            List<Measurement> measurements = [];
            foreach (var rows in turns.Rows.Where(rows => use == EngineUse.Direct || rows > 1))
            {
                EngineContestant[] contestants =
                [
                    .. folders.Select(folder => new EngineContestant(folder.Value, turns.Workers, rows, use, Name(folder.Key))),
                ];
                measurements.AddRange(await turns.RunAsync(contestants, "int8", rows));
                Array.ForEach(contestants, contestant => contestant.Dispose());
            }

            output.WriteLine(use == EngineUse.Direct ? "\nbatches, one from each worker" : "\ncallers with one text each, batched");
            MeasurementTable.Print(measurements, output);
        }
    }

    private static string Name(DecoderType type) => $"{Shape.EncoderLayers}+{Shape.DecoderLayers} {type.ToString().ToLowerInvariant()}";

    private static string Write(string repository, string tokenizer, DecoderType type)
    {
        var shape = Shape with { Decoder = type };
        var graphs = MarianExporter.Build(shape, RandomWeights.Marian(shape, Seed), BenchmarkShape.Options);
        int[][] sources = BenchmarkShape.Rows(Examples, Seed),
            targets = BenchmarkShape.Rows(Examples, Seed + 1);
        var ranges = MarianCalibration.Measure(graphs, shape.PadTokenId, [.. sources.Zip(targets)], CancellationToken.None);
        var name = type.ToString().ToLowerInvariant();
        var options = BenchmarkShape.Options with { Decoders = DecoderFiles.Split };
        BenchmarkModel.Write(
            repository,
            name,
            shape,
            options,
            MarianExporter.Quantize(graphs, ranges, new QuantizationOptions()),
            tokenizer
        );
        return BenchmarkModel.Folder(repository, name);
    }
}
