using Shouldly;
using TransformerService.Fuzz;
using TransformerService.Inference.Sessions;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Models.Exports.Graphs;
using TransformerService.Models.Manifests;
using TransformerService.Models.Onnx;
using TransformerService.Models.Screening;
using TransformerService.Tests.Support.Exports;
using Xunit;

namespace TransformerService.Inference.Tests.Fuzz;

/// <summary>Mutated settings and ONNX files: they are read, or a fault says why not; nothing is thrown.</summary>
public sealed class ExportFuzzTests
{
    private const int Default = 1_500;

    [Fact]
    public void Manifest_Mutated_IsReadOrFaulty()
    {
        byte[][] seeds =
        [
            """{"task":"translation","sourceLanguage":"en","targetLanguage":"fr","student":"student","teacher":"grpc://host:8081/en-fr","license":"x","description":"y","prefix":"","taskSpecificParams":null,"shadow":{"sampleRate":0.5,"maxPerSecond":20,"margin":0.05}}"""u8.ToArray(),
            """{"task":"text-classification","student":"a","teacher":"b"}"""u8.ToArray(),
        ];
        using var folder = new FuzzFolder();
        Check(
            FuzzRun.Try(
                "model.json",
                Default,
                random => Mutations.Json(random, seeds),
                (input, _) =>
                {
                    List<string> faults = [];
                    return Outcome(ManifestReader.Read(folder.Write("model.json", input), faults, []) is not null, faults);
                }
            )
        );
    }

    [Theory]
    [InlineData("config.json", "marian-tiny", ModelTask.Translation)]
    [InlineData("generation_config.json", "marian-tiny", ModelTask.Translation)]
    [InlineData("config.json", "t5-tiny", ModelTask.Translation)]
    [InlineData("config.json", "bert-tiny", ModelTask.TextClassification)]
    [InlineData("config.json", "roberta-tiny", ModelTask.TextClassification)]
    public void Settings_Mutated_AreReadOrFaulty(string file, string fixture, ModelTask task)
    {
        using var folder = new FuzzFolder();
        foreach (var name in Directory.EnumerateFiles(Fixtures.Folder(fixture)).Select(path => Path.GetFileName(path)))
        {
            folder.Write(
                name,
                Path.GetExtension(name) == ".json" && name.Contains("config", StringComparison.Ordinal) ? Seeds.Bytes(fixture, name) : []
            );
        }

        byte[][] seeds = [Seeds.Bytes(fixture, file)];
        Check(
            FuzzRun.Try(
                $"{file} of {fixture}",
                Default,
                random => Mutations.Json(random, seeds),
                (input, _) =>
                {
                    folder.Write(file, input);
                    List<string> faults = [];
                    return Outcome(ExportReader.Read(folder.Path, new ModelManifest(task), faults) is not null, faults);
                }
            )
        );
    }

    [Fact]
    public void OnnxFile_Mutated_IsSafeOrFaulty()
    {
        var student = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Fixtures.Root)) ?? "", "models", "en-fr", "student");
        byte[][] seeds =
        [
            File.ReadAllBytes(Path.Combine(student, "decoder_with_past_model.onnx")),
            File.ReadAllBytes(Path.Combine(student, "decoder_model_merged.onnx")),
        ];
        using var folder = new FuzzFolder();
        using (var weights = File.Create(Path.Combine(folder.Path, "model.onnx_data")))
        {
            weights.SetLength(new FileInfo(Path.Combine(student, "model.onnx_data")).Length);
        }

        var screen = new FolderScreen(folder.Path, new ModelLimits());
        Check(
            FuzzRun.Try(
                "ONNX file",
                Default,
                random => Mutations.Protobuf(random, seeds),
                (input, _) =>
                {
                    List<string> faults = [];
                    var files = new OnnxFiles { Model = folder.Write("model.onnx", input) };
                    OnnxOperators.Read(files.Model);
                    EmbeddingTables.Read(files.Model);
                    Int8Precision.Of(files.Model, processorSaturates: true, exactMode: true);
                    OnnxGraph.Read(files.Model);
                    return Outcome(screen.IsSafe(files, faults, out var _), faults);
                }
            )
        );
    }

    private static string Outcome(bool read, List<string> faults)
    {
        read.ShouldBe(faults.Count == 0);
        return read ? "works" : "refused";
    }

    private static void Check(IReadOnlyDictionary<string, int> outcomes)
    {
        outcomes.Keys.ShouldContain("works");
        outcomes.Keys.ShouldContain("refused");
    }
}
