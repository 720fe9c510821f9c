using BenchmarkDotNet.Attributes;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Translation;
using TransformerService.Models.Repository;

namespace TransformerService.Micro;

/// <summary>Greedy decoding of a tiny model, where the work around ONNX Runtime is visible; per generated token.</summary>
[MemoryDiagnoser]
public class DecodingBenchmarks
{
    private const int Tokens = 32;
    private string _root = "";
    private TranslationModel? _model;
    private TranslationRow[] _rows = [];

    /// <summary>Rows of the batch.</summary>
    [Params(1, 32)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _root = Directory.CreateTempSubdirectory("micro-").FullName;
        var variant = Directory.CreateDirectory(Path.Combine(_root, "student")).FullName;
        File.WriteAllText(Path.Combine(_root, "model.json"), """{ "task": "translation" }""");
        foreach (var file in Directory.EnumerateFiles(Files.Folder("tests", "fixtures", "marian-tiny")))
        {
            File.Copy(file, Path.Combine(variant, Path.GetFileName(file)));
        }

        var export = ModelRepository.ReadModel(_root).Variants[0].Export!; // the fixture has no faults
        _model = TranslationLoader.Load(
            variant,
            export,
            export.Generation!,
            new OnnxSessionFactory(ExecutionProvider.Cpu, 1),
            new InferenceOptions()
        ); // and has generation settings
        var settings = _model.Generation with { NumBeams = 1, MaxLength = Tokens + 1, MinNewTokens = Tokens };
        _rows = [.. Files.Sentences("translation").Take(Rows).Select(text => new TranslationRow(_model.Encode(text).Ids, settings))];
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _model?.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>A whole batch: encoder, 32 steps, results. The time is that of one step.</summary>
    [Benchmark(OperationsPerInvoke = Tokens)]
    public int GreedyStep() => _model!.Generate(_rows, CancellationToken.None).Length; // SetUp created it
}
