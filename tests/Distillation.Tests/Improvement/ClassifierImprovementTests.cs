using System.CommandLine;
using System.Diagnostics;
using Shouldly;
using TransformerService.Distillation.Commands;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Improvement;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Pretrained;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Tests.Data;
using TransformerService.Distillation.Training;
using TransformerService.Models;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Distillation.Tests.Improvement;

/// <summary>The next version of a tiny student, from the export to its folder.</summary>
public sealed class ClassifierImprovementTests(ImprovableModel made) : IClassFixture<ImprovableModel>, IDisposable
{
    // The limit's signal is ignored, so that writing fails as on a full disk; 64 blocks of 512 bytes are less than the model.
    private const string Limited = "trap '' XFSZ; ulimit -S -f 64; exec \"$0\" \"$@\"";

    private readonly TemporaryFolder _files = new();
    private readonly StringWriter _output = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Model => Path.Combine(_files.Path, "models", ImprovableModel.Name);

    private string Work => Path.Combine(_files.Path, "work");

    public void Dispose()
    {
        _files.Dispose();
        _output.Dispose();
    }

    [Fact]
    public async Task Improve_ShiftedTraffic_WritesABetterVersion()
    {
        made.CopyTo(Model, teacher: true);
        var export = await ExportAsync((_, label) => label);

        (await ImproveAsync("--export", export)).ShouldBe(0, _output.ToString());

        // A server would list it, and go on answering by the first.
        var model = ModelRepository.ReadModel(Model);
        model.Faults.ShouldBeEmpty();
        model.Warnings.ShouldBeEmpty();
        var student = model.Variants.First(variant => variant.Role == VariantRole.Student);
        student.Versions.Select(version => version.Number).ShouldBe(["2", "1"]);
        student.Current.Number.ShouldBe("1");
        Directory.EnumerateFileSystemEntries(Path.Combine(Model, "student")).Count().ShouldBe(2);
        var second = ModelVariant.Find(Model, VariantRole.Student, "2");
        VariantFiles.Of(second).Precision.ShouldBe(WeightPrecision.Int8);
        using (var loaded = second.Load())
        {
            loaded.SelfCheck(Token).ShouldBeEmpty();
            ImprovableModel
                .Shifted(100, seed: 77)
                .Count(text => loaded.Answer(text.Text, null, Token) == text.Label)
                .ShouldBeGreaterThan(80);
        }

        // The card has the numbers, and no text of the traffic.
        var card = await File.ReadAllTextAsync(Path.Combine(second.Definition.Folder, "README.md"), Token);
        card.ShouldContain($"# {ImprovableModel.Name}, student, version 2");
        card.ShouldContain($"Version 1 (`{student.Current.ShortHash}`) was trained further");
        card.ShouldContain("| held-out traffic |");
        card.ShouldContain("| validation.tsv |");
        var fixes = new RegressionSet(Model).Read();
        fixes.Count.ShouldBeGreaterThan(50);
        fixes.ShouldAllBe(fix => !card.Contains(fix.Text));

        // The same again: the version waits. If asked to, it is made again; its texts are checked as earlier fixes.
        _output.GetStringBuilder().Clear();
        (await ImproveAsync("--export", export)).ShouldBe(ImproveCommand.NotBetter, _output.ToString());
        _output.ToString().ShouldContain("Version 2 is newer than 1, which is current.");
        Directory.Exists(Path.Combine(Model, "student", "3")).ShouldBeFalse();
        (await ImproveAsync("--export", export, "--despite-newer")).ShouldBeOneOf(0, ImproveCommand.NotBetter);
        _output.ToString().ShouldContain("| earlier fixes |");
    }

    [Fact]
    public async Task Improve_PoisonedOrPoorExport_WritesNothing()
    {
        made.CopyTo(Model, teacher: false);

        // No teacher is here that could dispute the labels: random ones teach nothing, exchanged ones cost the old domain.
        string[] labels = ["money", "weather", "music"];
        var random = new Random(1);
        var poisoned = await ExportAsync((_, _) => labels[random.Next(3)], share: 1);
        (await ImproveAsync("--export", poisoned)).ShouldBe(ImproveCommand.NotBetter, _output.ToString());
        _output.ToString().ShouldContain("No version is written. On held-out traffic it is not better beyond chance");
        var exchanged = await ExportAsync((_, label) => labels[(Array.IndexOf(labels, label) + 1) % 3], share: 1);
        (await ImproveAsync("--export", exchanged, "--replay", "0.1")).ShouldBe(ImproveCommand.NotBetter, _output.ToString());
        _output.ToString().ShouldContain("On validation.tsv it loses");

        var poor = _files.Write("poor.jsonl", ImprovableModel.Line("pay", "money", "music", 1) + "\n");
        (await ImproveAsync("--export", poor)).ShouldBe(ImproveCommand.NotBetter);
        _output.ToString().ShouldContain("too few texts");

        Directory.EnumerateFileSystemEntries(Path.Combine(Model, "student")).ShouldHaveSingleItem();
        File.Exists(new RegressionSet(Model).File).ShouldBeFalse();
    }

    [Fact]
    public async Task Improve_PoisonedLabels_AreDisputedByTheTeacher()
    {
        made.CopyTo(Model, teacher: true);
        var export = await ExportAsync((text, label) => text % 10 == 0 ? (label == "money" ? "music" : "money") : label);

        (await ImproveAsync("--export", export)).ShouldBe(0, _output.ToString());

        _output.ToString().ShouldMatch(@"left out: (?:\w+ \d+, )*disputed \d{2}");
    }

    [Fact]
    public async Task Improve_KilledInTraining_GoesOnToTheSameVersion()
    {
        made.CopyTo(Model, teacher: true);
        var export = await ExportAsync((_, label) => label);

        // More replay makes longer epochs, so that the process is still training when it is killed; the first epoch is saved then.
        string[] slow = ["--export", export, "--replay", "0.8"];
        (await ImproveAsync([.. slow, "--work", Path.Combine(_files.Path, "whole")])).ShouldBe(0, _output.ToString());
        var whole = ModelVariant.Find(Model, VariantRole.Student, "2").Export.ContentHash;
        Directory.Delete(Path.Combine(Model, "student", "2"), recursive: true);
        Directory.Delete(Path.Combine(Model, ".improve"), recursive: true);

        using (var process = Start("dotnet", [Program, .. Arguments(slow)]))
        {
            string? line;
            do
            {
                line = await process.StandardOutput.ReadLineAsync(Token);
            } while (line?.Contains("epoch 2 done", StringComparison.Ordinal) == false);
            line.ShouldNotBeNull("the process ended before it had trained");

            process.Kill();
            await process.WaitForExitAsync(Token);
        }

        Directory.Exists(Path.Combine(Model, "student", "2")).ShouldBeFalse();
        _output.GetStringBuilder().Clear();
        (await ImproveAsync(slow)).ShouldBe(0, _output.ToString());

        _output.ToString().ShouldContain("Continuing the run in ");
        _output.ToString().ShouldContain("student: going on at epoch");
        ModelVariant.Find(Model, VariantRole.Student, "2").Export.ContentHash.ShouldBe(whole);
    }

    [Fact]
    public async Task Improve_OnAFullDisk_LeavesNothingAndGoesOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ulimit is Linux's.");
        made.CopyTo(Model, teacher: true);
        var export = await ExportAsync((_, label) => label);
        (await ImproveAsync("--export", export)).ShouldBe(0, _output.ToString());

        // As if it had been killed before it wrote the version.
        Directory.Delete(Path.Combine(Model, "student", "2"), recursive: true);
        Directory.Delete(Path.Combine(Model, ".improve"), recursive: true);
        Directory.Move(Path.Combine(Work, "last"), Path.Combine(Work, "run"));
        using (var process = Start("/bin/sh", ["-c", Limited, "dotnet", Program, .. Arguments("--export", export)]))
        {
            var output = process.StandardOutput.ReadToEndAsync(Token);
            var error = await process.StandardError.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token);
            process.ExitCode.ShouldBe(1, await output + error);
            error.ShouldContain("Version 2 cannot be written into ");
            error.ShouldContain("nothing of it remains there");
        }

        Directory.EnumerateFileSystemEntries(Path.Combine(Model, "student")).ShouldHaveSingleItem();
        (await ImproveAsync("--export", export)).ShouldBe(0);
        ModelVariant.Find(Model, VariantRole.Student, "2").Load().Dispose();
    }

    [Fact]
    public async Task Improve_WhatDoesNotFit_SaysWhatToChange()
    {
        made.CopyTo(Model, teacher: false);
        var export = _files.Write("export.jsonl", "{}\n");
        File.WriteAllText(Path.Combine(Model, "model.json"), """{ "task": "text-classification" }""");
        (await Should.ThrowAsync<EvaluationException>(() => ImproveAsync("--export", export))).Message.ShouldContain(
            """Write "current": { "student": "1" } into it"""
        );
        (await ImproveAsync("--export", export, "--serve")).ShouldBe(ImproveCommand.NotBetter);
        Directory.Move(Path.Combine(Model, "student"), Path.Combine(Model, "moved"));
        Directory.Move(Path.Combine(Model, "moved", "1"), Path.Combine(Model, "student"));
        (await Should.ThrowAsync<EvaluationException>(() => ImproveAsync("--export", export))).Message.ShouldContain(
            "Move its files into student/1"
        );

        (await ImproveAsync("--export", export, "--server", "http://localhost:1")).ShouldBe(1);
        (await ImproveAsync("--server", "localhost")).ShouldBe(1);
    }

    [Fact]
    public async Task Improve_InAFolderInUse_IsRefused()
    {
        made.CopyTo(Model, teacher: false);
        var export = _files.Write("export.jsonl", "{}\n");
        Directory.CreateDirectory(Work);
        using var other = new FileStream(Path.Combine(Work, "lock"), FileMode.Create, FileAccess.Write, FileShare.None);

        (await Should.ThrowAsync<TrainingException>(() => ImproveAsync("--export", export))).Message.ShouldContain("is in use");
    }

    [Fact]
    public async Task Improve_OfAModelThatAnotherImproves_IsRefused()
    {
        made.CopyTo(Model, teacher: false);
        var export = _files.Write("export.jsonl", "{}\n");
        Directory.CreateDirectory(RegressionSet.FolderOf(Model));
        using var other = new FileStream(
            Path.Combine(RegressionSet.FolderOf(Model), "lock"),
            FileMode.Create,
            FileAccess.Write,
            FileShare.None
        );

        (await Should.ThrowAsync<TrainingException>(() => ImproveAsync("--export", export))).Message.ShouldContain(
            "another improvement of the model runs"
        );
    }

    [Fact]
    public async Task Improve_Stopped_IsNoSuccess()
    {
        made.CopyTo(Model, teacher: false);

        (await ImproveAsync("--export", await ExportAsync((_, label) => label), "--stop-after", "00:00:00.1", "--allow-none")).ShouldBe(
            ImproveCommand.Stopped,
            _output.ToString()
        );
    }

    [Fact]
    public async Task Improve_WithAHalfWrittenSelfCheck_MakesTheVersionAgain()
    {
        made.CopyTo(Model, teacher: true);
        var export = await ExportAsync((_, label) => label);
        (await ImproveAsync("--export", export)).ShouldBe(0, _output.ToString());
        var made2 = ModelVariant.Find(Model, VariantRole.Student, "2").Export.ContentHash;

        // As if it had been killed while it wrote the self-check.
        Directory.Delete(Path.Combine(Model, "student", "2"), recursive: true);
        Directory.Delete(Path.Combine(Model, ".improve"), recursive: true);
        Directory.Move(Path.Combine(Work, "last"), Path.Combine(Work, "run"));
        var check = Directory
            .EnumerateFiles(Path.Combine(Work, "run"), "self-check.json", SearchOption.AllDirectories)
            .ShouldHaveSingleItem();
        await File.WriteAllTextAsync(check, "{", Token);
        (await Should.ThrowAsync<TrainingException>(() => ImproveAsync("--export", export))).Message.ShouldContain("fails its self-check");
        Directory.Exists(Path.Combine(Model, "student", "2")).ShouldBeFalse();

        (await ImproveAsync("--export", export)).ShouldBe(0, _output.ToString());
        var second = ModelVariant.Find(Model, VariantRole.Student, "2");
        second.Export.ContentHash.ShouldBe(made2);
        using var loaded = second.Load();
        loaded.SelfCheck(Token).ShouldBeEmpty();
    }

    [Fact]
    public async Task Data_OfWhatDecidesOrChooses_IsNotTrainedOn()
    {
        made.CopyTo(Model, teacher: false);
        var recipe = RecipeFile.Read(made.Recipe).ShouldBeOfType<ClassificationRecipe>();
        var data = await ImprovementData.ReadRecipeAsync(
            recipe,
            new PipelineOptions { DataFolder = made.Data, Work = new WorkFolder(Work) },
            ModelVariant.Find(Model, VariantRole.Student),
            TextWriter.Null
        );
        string known = data.Training[0].Text,
            chosen = data.Training[1].Text,
            tested = data.Validation[0].Text;
        var parts = new TrafficParts(
            [Text("a new text"), Text($" {known} "), Text($"{chosen} "), Text($"{tested} "), Text("a  test")],
            [Text(chosen), Text($"  {known}")],
            [Text(known)]
        );
        var learned = ImprovementData.Of(
            data,
            parts,
            [new LabelledText(known, "money"), new LabelledText(chosen, "money"), new LabelledText("an earlier fix", "money")],
            ["a test"],
            new ImprovementOptions
            {
                Model = "m",
                Versions = Model,
                DataFolder = made.Data,
                Work = Work,
                Replay = 0.99,
                Epochs = 1_000,
            },
            recipe.MaxTokens
        );

        learned.Development.Select(text => text.Text).ShouldBe([chosen]);
        var texts = learned.Training.Select(text => text.Text.Trim()).ToHashSet();
        texts.ShouldContain("a new text");
        texts.ShouldContain("an earlier fix");
        texts.ShouldNotContain(known);
        texts.ShouldNotContain(chosen);
        texts.ShouldNotContain(tested);
        texts.ShouldNotContain("a  test");

        static TrafficText Text(string text) => new(text, "money", 1, true);
    }

    [Fact]
    public void Weights_OfAnInt8Student_AreThoseOfItsBytes()
    {
        made.CopyTo(Model, teacher: false);
        var int8 = PretrainedEncoder.Read(Path.Combine(Model, "student", "1"));
        var float32 = PretrainedEncoder.Read(Path.Combine(made.Data, "work", "student-float32", "student"));
        int[] rows = [.. Enumerable.Range(0, 20)];
        foreach (
            var name in new[]
            {
                "embeddings.word_embeddings.weight",
                "embeddings.position_embeddings.weight",
                "layer.0.self_attn.qkv_proj.weight",
                "layer.0.self_attn.qkv_proj.bias",
                "layer.0.fc1.weight",
                "layer.0.final_layer_norm.weight",
            }
        )
        {
            Check(name, int8.Values(name, rows, 16).ShouldNotBeNull(), float32.Values(name, rows, 16).ShouldNotBeNull());
        }

        foreach (var name in new[] { "pre_classifier.weight", "classifier.weight", "classifier.bias" })
        {
            Check(name, int8.Head(name), float32.Head(name));
        }

        static void Check(string name, float[] bytes, float[] floats)
        {
            bytes.Length.ShouldBe(floats.Length, name);
            var error = Math.Sqrt(bytes.Zip(floats, (left, right) => (left - right) * (double)(left - right)).Sum());
            error.ShouldBeLessThan(0.05 * Math.Sqrt(floats.Sum(value => value * (double)value)) + 1e-6, name);
        }
    }

    private static string Program => typeof(ImproveCommand).Assembly.Location;

    private static Process Start(string program, string[] arguments) =>
        Process
            .Start(
                new ProcessStartInfo(program, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    Environment = { ["DOTNET_EnableWriteXorExecute"] = "0" },
                }
            )
            .ShouldNotBeNull();

    private async Task<string> ExportAsync(Func<int, string, string> label, double share = 0.25) =>
        _files.Write("export.jsonl", string.Join('\n', await made.ExportAsync(1_200, share, label)));

    private string[] Arguments(params string[] more) =>
        [
            "improve",
            "--model",
            ImprovableModel.Name,
            "--versions",
            Model,
            "--recipe",
            made.Recipe,
            "--data",
            made.Data,
            .. more.Contains("--work") ? [] : (string[])["--work", Work],
            "--rate",
            "0.5",
            "--max-loss",
            "0.02",
            .. more,
        ];

    private Task<int> ImproveAsync(params string[] more) =>
        ImproveCommand
            .Create()
            .Parse(Arguments(more)[1..])
            .InvokeAsync(
                new InvocationConfiguration
                {
                    Output = _output,
                    Error = _output,
                    EnableDefaultExceptionHandler = false,
                },
                Token
            );
}
