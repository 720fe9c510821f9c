using System.CommandLine;
using Shouldly;
using TransformerService.Distillation.Commands;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Improvement;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Tests.Data;
using TransformerService.Distillation.Tests.Pipeline;
using TransformerService.Evaluation.Comparison;
using TransformerService.Models;
using TransformerService.Models.Exports.Shortlists;
using TransformerService.Models.Quality;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Distillation.Tests.Improvement;

/// <summary>The next version of a tiny translator, from the export to its folder.</summary>
public sealed class TranslatorImprovementTests : IClassFixture<ImprovableTranslator>, IDisposable
{
    private readonly ImprovableTranslator _made;
    private readonly TemporaryFolder _files = new();
    private readonly StringWriter _output = new();

    public TranslatorImprovementTests(ImprovableTranslator made)
    {
        _made = made;
        Assert.SkipUnless(made.IsMade, "spm_train is not installed: tools/install-test-tools.sh installs it.");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Model => Path.Combine(_files.Path, "models", ImprovableTranslator.Name);

    private string Work => Path.Combine(_files.Path, "work");

    public void Dispose()
    {
        _files.Dispose();
        _output.Dispose();
    }

    [Fact]
    public async Task Improve_ShiftedTraffic_WritesABetterVersion()
    {
        _made.CopyTo(Model, teacher: true);

        // What somebody added: forged, redacted and unusable lines.
        string[] added =
        [
            .. ImprovableTranslator.Shifted(40, seed: 5).Select(text => Line($"Yes, {text.English}", "Le chien voit la table bleue.")),
            Line("Write to [email].", "Écrivez à [email]."),
            Line("Our office.", "Notre bureau [phone]."),
            Line("Our price.", string.Concat(Enumerable.Repeat("Notre prix. ", 40))),
            """{"source":"Unser Preis.","target":"Notre prix.","sourceLanguage":"de","sample":"severe"}""",
            "half a li",
        ];
        var export = await ExportAsync((_, french) => french, added);

        (await ImproveAsync("--export", export)).ShouldBe(0, _output.ToString());

        _output
            .ToString()
            .ShouldMatch(@"left out: malformed 1, redacted 2, otherDirection 1, lengthRatio 1, (?:duplicate \d+, )?disputed \d\d");

        // A server would list it, and go on answering by the first.
        var model = ModelRepository.ReadModel(Model);
        model.Faults.ShouldBeEmpty();
        var student = model.Variants.First(variant => variant.Role == VariantRole.Student);
        student.Versions.Select(version => version.Number).ShouldBe(["2", "1"]);
        student.Current.Number.ShouldBe("1");
        ModelVariant first = ModelVariant.Find(Model, VariantRole.Student),
            second = ModelVariant.Find(Model, VariantRole.Student, "2");
        VariantFiles.Of(second).Precision.ShouldBe(WeightPrecision.Int8);
        using (var loaded = second.Load())
        {
            loaded.SelfCheck(Token).ShouldBeEmpty();
        }

        // The new domain is learned, the old one stays.
        var shifted = ImprovableTranslator.Shifted(100, seed: 77);
        var old = TinyCorpus.Pairs(100, seed: 78);
        (await DifferencesAsync(first, shifted)).ShouldBeGreaterThan(80);
        (await DifferencesAsync(second, shifted)).ShouldBeLessThan(40);
        (await DifferencesAsync(second, old)).ShouldBeLessThanOrEqualTo(await DifferencesAsync(first, old) + 5);

        // What lies beside the weights is the version's own.
        QualityJson.Read(second.Definition.Folder, second.Export.ContentHash, out var fault).ShouldNotBeNull(fault);
        LexicalShortlist before = Shortlist(first),
            after = Shortlist(second);
        before.Always.ToArray().Except(after.Always.ToArray()).ShouldBeEmpty();
        Candidates(after).ShouldBeGreaterThan(Candidates(before));
        var card = await File.ReadAllTextAsync(Path.Combine(second.Definition.Folder, "README.md"), Token);
        card.ShouldContain("pipeline_tag: translation");
        card.ShouldContain("| held-out traffic |");
        card.ShouldContain("| the recipe's held-out pairs |");
        var fixes = new RegressionSet(Model).Read();
        fixes.Count.ShouldBeGreaterThan(50);
        fixes.ShouldAllBe(fix => !card.Contains(fix.Text));

        static LexicalShortlist Shortlist(ModelVariant version) =>
            LexicalShortlistFile.Read(Path.Combine(version.Definition.Folder, LexicalShortlistFile.Name));

        static int Candidates(LexicalShortlist shortlist) =>
            Enumerable.Range(0, shortlist.Vocabulary).Sum(piece => shortlist.CandidatesOf(piece).Length) + shortlist.Always.Length;
    }

    [Fact]
    public async Task Improve_PoisonedWithoutATeacher_WritesNothing()
    {
        _made.CopyTo(Model, teacher: false);

        // No teacher is here that could dispute them: letters drawn at random teach nothing.
        var random = new Random(1);
        var export = await ExportAsync(
            (_, french) => string.Concat(french.Select(letter => letter == ' ' ? ' ' : (char)('a' + random.Next(26))))
        );

        (await ImproveAsync("--export", export, "--epochs", "2")).ShouldBe(ImproveCommand.NotBetter, _output.ToString());

        _output.ToString().ShouldContain("No version is written. On held-out traffic it is not better beyond chance");
        Directory.EnumerateFileSystemEntries(Path.Combine(Model, "student")).ShouldHaveSingleItem();
        File.Exists(new RegressionSet(Model).File).ShouldBeFalse();
    }

    [Fact]
    public async Task Improve_StoppedInTraining_GoesOnToTheSameVersion()
    {
        _made.CopyTo(Model, teacher: true);
        var export = await ExportAsync((_, french) => french);
        string[] few = ["--export", export, "--epochs", "6"];
        (await ImproveAsync([.. few, "--work", Path.Combine(_files.Path, "whole")])).ShouldBe(0, _output.ToString());
        var whole = ModelVariant.Find(Model, VariantRole.Student, "2").Export.ContentHash;
        Directory.Delete(Path.Combine(Model, "student", "2"), recursive: true);
        Directory.Delete(Path.Combine(Model, ".improve"), recursive: true);

        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Token))
        using (var cancelling = new CancellingWriter(_output, stop, "epoch 2 done"))
        {
            (await RunAsync(cancelling, stop.Token, few)).ShouldBe(ImproveCommand.Stopped, _output.ToString());
        }

        Directory.Exists(Path.Combine(Model, "student", "2")).ShouldBeFalse();
        _output.GetStringBuilder().Clear();
        (await ImproveAsync(few)).ShouldBe(0, _output.ToString());

        _output.ToString().ShouldContain("Continuing the run in ");
        _output.ToString().ShouldContain("student: going on at epoch");
        _output.ToString().ShouldNotContain("The teacher translates");
        ModelVariant.Find(Model, VariantRole.Student, "2").Export.ContentHash.ShouldBe(whole);
    }

    [Fact]
    public async Task Improve_WhatDoesNotFit_SaysWhatToChange()
    {
        _made.CopyTo(Model, teacher: false);
        var export = _files.Write("export.jsonl", "{}\n");

        (await Should.ThrowAsync<RecipeException>(() => ImproveAsync("--export", export, "--labelled", "a.tsv"))).Message.ShouldContain(
            "give --pairs instead of --labelled"
        );
        File.WriteAllText(
            Path.Combine(Model, "model.json"),
            """{ "task": "translation", "sourceLanguage": "de", "targetLanguage": "fr", "current": { "student": "1" } }"""
        );
        (await Should.ThrowAsync<EvaluationException>(() => ImproveAsync("--export", export))).Message.ShouldContain(
            "it translates from de to fr, but the recipe is for en to fr"
        );
    }

    private static string Line(string source, string target) => ImprovableTranslator.Line(source, target, "Le chat.", true, 1);

    private static async Task<int> DifferencesAsync(ModelVariant version, IReadOnlyList<(string English, string French)> pairs)
    {
        using var model = TranslationEvaluator.Open(version);
        (var found, _) = await model.TranslateAsync([.. pairs.Select(pair => pair.English)], beams: 1, Token);
        return pairs.Where((pair, place) => TranslationDifference.Of(pair.English, found[place], pair.French).Differs).Count();
    }

    private async Task<string> ExportAsync(Func<int, string, string> target, params string[] more) =>
        _files.Write("export.jsonl", string.Join('\n', (await _made.ExportAsync(1_200, 0.4, target)).Concat(more)));

    private Task<int> ImproveAsync(params string[] more) => RunAsync(_output, Token, more);

    private Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken, params string[] more) =>
        ImproveCommand
            .Create()
            .Parse([
                "--model",
                ImprovableTranslator.Name,
                "--versions",
                Model,
                "--recipe",
                _made.Recipe,
                "--data",
                _made.Data,
                .. more.Contains("--work") ? [] : (string[])["--work", Work],
                "--rate",
                "0.7",
                "--max-loss",
                "0.03",
                .. more,
            ])
            .InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = output,
                    EnableDefaultExceptionHandler = false,
                },
                cancellationToken
            );
}
