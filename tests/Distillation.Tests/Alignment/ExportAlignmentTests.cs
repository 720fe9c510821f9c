using System.Text.Json.Nodes;
using Shouldly;
using TransformerService.Distillation.Commands;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Tests.Evaluation;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Distillation.Tests.Pipeline;
using TransformerService.Models;
using TransformerService.Models.Exports;
using Xunit;

namespace TransformerService.Distillation.Tests.Alignment;

/// <summary>The command <c>align</c> on the committed student, and on exports that it must leave as they are.</summary>
public sealed class ExportAlignmentTests : IDisposable
{
    private const int Most = 100;

    private readonly string _model = Directory.CreateTempSubdirectory("align-").FullName;
    private readonly StringWriter _log = new();

    private static TextPair[] Pairs => [.. TinyCorpus.Pairs(800, seed: 5).Select(pair => new TextPair(pair.English, pair.French))];

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_model, recursive: true);
    }

    [Fact]
    public void Write_CommittedStudent_AlignsAndAnswersAsBefore()
    {
        var from = RepositoryRoot.Folder("models", "en-fr", "student");
        var student = Directory.CreateDirectory(Path.Combine(_model, "student")).FullName;
        foreach (var path in Directory.EnumerateFiles(from))
        {
            File.Copy(path, Path.Combine(student, Path.GetFileName(path)));
        }

        File.WriteAllText(Path.Combine(_model, "model.json"), """{ "task": "translation" }""");
        var before = Contents(student);

        var heads = Align(_model);

        var after = Contents(student);
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        before
            .Keys.Where(name => !before[name].SequenceEqual(after[name]))
            .ShouldBeSubsetOf(["generation_config.json", "quality.json", "self-check.json"]); // the graph has its outputs already
        var decoder = OnnxFile.Read(Path.Combine(student, "decoder_model.onnx"));
        CrossAttentionOutputs.Count(decoder.Graph.Output.Select(output => output.Name)).ShouldBe(1);
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(student, "generation_config.json")))!; // just written
        config["alignment_heads"]!
            .AsArray()
            .Select(head => head!.AsArray().GetValues<int>().ToArray()) // the command wrote it
            .ShouldBe(heads.Select(head => (int[])[head.Layer, head.Head]));
        var variant = ModelVariant.Find(_model, VariantRole.Student);
        variant.Export.Warnings.ShouldBeEmpty();
        using (var loaded = variant.Load())
        {
            loaded.SelfCheck(TestContext.Current.CancellationToken).ShouldBeEmpty();
        }

        Align(_model).ShouldBe(heads);
        foreach ((var name, var bytes) in Contents(student))
        {
            bytes.ShouldBe(after[name], name);
        }
    }

    [Fact]
    public void Write_TooFewPairsToSelectHeads_LeavesTheExportAsItIs()
    {
        using var model = new FixtureModel("translation", ("student", "marian-tiny"));
        var before = Contents(Path.Combine(model.Path, "student"));

        Should.Throw<ExportException>(() => Align(model.Path, Pairs[..5])).Message.ShouldContain("no head aligns words well enough");

        var after = Contents(Path.Combine(model.Path, "student"));
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        after.ShouldAllBe(file => file.Value.SequenceEqual(before[file.Key]));
        _log.ToString().ShouldContain("of 5 pairs are linked: too few to select heads");
    }

    [Fact]
    public void Write_OtherModelsAndMissingDecoders_SaySo()
    {
        using var classifier = new FixtureModel("text-classification", ("student", "bert-tiny"));
        Should.Throw<EvaluationException>(() => Align(classifier.Path)).Message.ShouldContain("only exports of MarianMT");

        using var merged = new FixtureModel("translation", ("student", "marian-tiny"));
        File.Delete(Path.Combine(merged.Path, "student", "decoder_model.onnx"));
        File.Delete(Path.Combine(merged.Path, "student", "decoder_with_past_model.onnx"));
        Should.Throw<ExportException>(() => Align(merged.Path)).Message.ShouldContain("decoder_model.onnx is missing");

        using var cacheless = new FixtureModel("translation", ("student", "marian-tiny-nopast"));
        Should.Throw<ExportException>(() => Align(cacheless.Path)).Message.ShouldContain("must be exported with a cache");
    }

    [Fact]
    public void Parse_MostThatIsNone_IsRefused() =>
        AlignCommand
            .Create()
            .Parse(["model", "--pairs", "pairs.tsv", "--most", "0"])
            .Errors.ShouldHaveSingleItem()
            .Message.ShouldBe("--most takes a number from 1.");

    private IReadOnlyList<AlignmentHead> Align(string model, TextPair[]? pairs = null) =>
        new ExportAlignment(model, VariantRole.Student, _log).Write(pairs ?? Pairs, Most, TestContext.Current.CancellationToken);

    private static Dictionary<string, byte[]> Contents(string folder) =>
        Directory.EnumerateFiles(folder).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
}
