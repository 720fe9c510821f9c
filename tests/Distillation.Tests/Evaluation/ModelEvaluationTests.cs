using Shouldly;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Tests.Data;
using TransformerService.Models;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation;

public sealed class ModelEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task RunAsync_StudentTeacherAndBaseline_StandSideBySide()
    {
        // Student and teacher are the same weights; the baseline searches greedily, so it does not find what beams find.
        using var model = new FixtureModel("translation", ("student", "marian-tiny"), ("teacher", "marian-tiny-nopast"));
        using var baseline = new FixtureModel("translation", ("student", "marian-tiny-nopast")).Change(
            "student/generation_config.json",
            "\"num_beams\": 4",
            "\"num_beams\": 1"
        );
        var captions = GoldenCase.Captions();
        string byBeams = Pairs("beams.tsv", captions, item => item.Beam4),
            byGreedy = Pairs("greedy.tsv", captions, item => item.Greedy);

        var report = await RunAsync(new EvaluationRequest(model.Path) { Pairs = [byBeams, byGreedy], Baseline = baseline.Path });

        report
            .Rows.Select(row => (row.Set, row.System))
            .ShouldBe([
                ("beams.tsv", SystemRole.Student),
                ("beams.tsv", SystemRole.Teacher),
                ("beams.tsv", SystemRole.Baseline),
                ("greedy.tsv", SystemRole.Student),
                ("greedy.tsv", SystemRole.Teacher),
                ("greedy.tsv", SystemRole.Baseline),
            ]);
        report.Rows.Select(row => row.Model).ShouldBe([model.Path, model.Path, baseline.Path, model.Path, model.Path, baseline.Path]);
        TranslationFigures[] figures = [.. report.Rows.Select(row => row.Translation.ShouldNotBeNull())];
        figures.Select(figure => figure.Search).ShouldBe(["beam 4", "beam 4", "greedy", "beam 4", "beam 4", "greedy"]);
        int[] perfect = [0, 1, 5];
        for (var row = 0; row < figures.Length; row++)
        {
            if (perfect.Contains(row))
            {
                figures[row].Bleu.ShouldBe(100, 1e-9);
                figures[row].ChrF.ShouldBe(100, 1e-9);
            }
            else
            {
                figures[row].Bleu.ShouldBeInRange(20, 99);
                figures[row].BleuInterval.Lower.ShouldBeLessThan(figures[row].BleuInterval.Upper);
            }
        }

        report.Rows.ShouldAllBe(row =>
            row.Texts == captions.Count && row.Precision == WeightPrecision.Float32 && row.FolderBytes > row.ModelBytes
        );
        report
            .Differences.Select(row => (row.Set, row.System, row.Against))
            .ShouldBe([
                ("beams.tsv", SystemRole.Student, SystemRole.Baseline),
                ("beams.tsv", SystemRole.Student, SystemRole.Teacher),
                ("greedy.tsv", SystemRole.Student, SystemRole.Baseline),
                ("greedy.tsv", SystemRole.Student, SystemRole.Teacher),
            ]);
        report.Differences[0].Bleu.Difference.ShouldBe(100 - figures[2].Bleu, 1e-9);
        report.Differences[1].Bleu.ShouldSatisfyAllConditions(same => same.Difference.ShouldBe(0), same => same.PValue.ShouldBe(1));
        report.Differences[2].Bleu.Difference.ShouldBe(figures[3].Bleu - 100, 1e-9);
    }

    [Fact]
    public async Task RunAsync_VariantAndBeams_AreTaken()
    {
        using var model = new FixtureModel("translation", ("student", "marian-tiny"), ("teacher", "marian-tiny-nopast"));
        var pairs = Pairs("greedy.tsv", GoldenCase.Captions(), item => item.Greedy);

        var report = await RunAsync(
            new EvaluationRequest(model.Path)
            {
                Pairs = [pairs],
                Variant = VariantRole.Teacher,
                Beams = 1,
            }
        );

        var row = report.Rows.ShouldHaveSingleItem();
        row.System.ShouldBe(SystemRole.Teacher);
        row.Translation.ShouldNotBeNull().Search.ShouldBe("greedy");
        row.Translation.Bleu.ShouldBe(100, 1e-9);
        report.Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunAsync_OutOfScopeFile_IsToldByTheModelsLabel()
    {
        // 'meta' stands for a model's out-of-scope label: two of the golden texts are answered so.
        using var model = new FixtureModel("text-classification", ("student", "roberta-tiny"));
        var intents = GoldenCase.Intents();
        var labelled = _files.Write("intents.tsv", Lines(intents.Where(item => item.TopLabel != "meta")));
        var outOfScope = _files.Write("meta.tsv", Lines(intents.Where(item => item.TopLabel == "meta")));

        var report = await RunAsync(
            new EvaluationRequest(model.Path)
            {
                Labelled = [labelled],
                OutOfScope = outOfScope,
                Scope = new ScopeRule("meta", 0),
            }
        );

        var row = report.Rows.ShouldHaveSingleItem();
        row.Texts.ShouldBe(8);
        var figures = row.Classification.ShouldNotBeNull();
        (figures.Accuracy, figures.MacroF1, figures.OutOfScopeTexts).ShouldBe((1, 1, 2));
        figures
            .OutOfScope.ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                scope => scope.Recall.ShouldBe(1),
                scope => scope.FalseAlarmRate.ShouldBe(0),
                scope => scope.Auroc.ShouldBe(1)
            );
        report.Notes.ShouldContain(note => note.Contains("'meta'"));

        static string Lines(IEnumerable<GoldenCase> cases) => string.Join('\n', cases.Select(item => $"{item.Text}\t{item.TopLabel}"));
    }

    [Fact]
    public async Task RunAsync_LabelsByNumber_AreTheModelsClasses()
    {
        using var model = new FixtureModel("text-classification", ("student", "distilbert-tiny"));
        var file = _files.Write("sst.tsv", "a gorgeous , witty , seductive movie .\t1\nthe plot is dull .\t0\nthe plot is dull .\t1\n");

        var report = await RunAsync(new EvaluationRequest(model.Path) { Labelled = [file] });

        var figures = report.Rows.ShouldHaveSingleItem().Classification.ShouldNotBeNull();
        figures.Accuracy.ShouldBe(2.0 / 3, 1e-12);
        figures.OutOfScope.ShouldBeNull();
    }

    [Fact]
    public async Task RunAsync_WrongInput_SaysWhatIsWrong()
    {
        using var translates = new FixtureModel("translation", ("student", "marian-tiny-nopast"));
        using var classifies = new FixtureModel("text-classification", ("student", "distilbert-tiny"));
        string pairs = _files.Write("pairs.tsv", "A man.\tUn homme.\n"),
            labelled = _files.Write("labelled.tsv", "good\tPOSITIVE\n");
        string empty = _files.Write("empty.tsv", ""),
            unknown = _files.Write("unknown.tsv", "x\tgreat\nx\tPOSITIVE\n");
        EvaluationRequest translation = new(translates.Path),
            classification = new(classifies.Path);

        await Refused(translation, "--pairs");
        await Refused(translation with { Labelled = [labelled] }, "translates, so it has no labels");
        await Refused(translation with { Pairs = [pairs], OutOfScope = labelled }, "translates, so it has no labels");
        await Refused(translation with { Pairs = [empty] }, "empty.tsv: the file is empty");
        await Refused(translation with { Pairs = [pairs], Beams = 9 }, "--beams must be from 1 (greedy) to 8");
        await Refused(translation with { Pairs = [pairs], Variant = VariantRole.Teacher }, "has no teacher");
        await Refused(translation with { Pairs = [pairs], Baseline = classifies.Path }, "has another task");
        await Refused(translation with { Pairs = [pairs], Curves = [pairs] }, "is not a learning curve");
        await Refused(classification, "--labelled");
        await Refused(classification with { Pairs = [pairs] }, "classifies, so it cannot translate pairs");
        await Refused(classification with { Labelled = [labelled], Beams = 1 }, "has no beams");
        await Refused(classification with { OutOfScope = labelled }, "--out-of-scope needs in-scope texts too");
        await Refused(
            classification with
            {
                Labelled = [labelled],
                Scope = new ScopeRule(Threshold: double.NaN),
            },
            "--threshold must be from 0 to 1"
        );
        await Refused(
            classification with
            {
                Labelled = [unknown],
            },
            "unknown.tsv: the model lacks a label of the file: great. It has NEGATIVE, POSITIVE."
        );
        await Refused(
            classification with
            {
                Labelled = [labelled],
                OutOfScope = unknown,
            },
            "unknown.tsv: a text has the label 'great', but all texts of an out-of-scope file need 'oos'"
        );
        await Refused(classification with { Model = _files.Path }, "model.json is missing");
        (await Should.ThrowAsync<CorpusException>(() => RunAsync(translation with { Pairs = [pairs + "x"] }))).Message.ShouldContain(
            "does not exist"
        );
    }

    [Fact]
    public void Read_FilesOfOneName_KeepTheirPaths()
    {
        Directory.CreateDirectory(Path.Combine(_files.Path, "other"));
        string one = _files.Write("set.tsv", "a\tb"),
            two = _files.Write("other/set.tsv", "a\tb");
        TestSetReader.Pairs([one, two]).Select(set => set.Name).ShouldBe([one, two]);
        TestSetReader.Pairs([two]).Select(set => set.Name).ShouldBe(["set.tsv"]);
    }

    private static async Task Refused(EvaluationRequest request, string message) =>
        (await Should.ThrowAsync<EvaluationException>(() => RunAsync(request))).Message.ShouldContain(message);

    private static Task<EvaluationReport> RunAsync(EvaluationRequest request) =>
        ModelEvaluation.RunAsync(request, TextWriter.Null, TimeProvider.System, TestContext.Current.CancellationToken);

    private string Pairs(string name, IEnumerable<GoldenCase> cases, Func<GoldenCase, string> target) =>
        _files.Write(name, string.Join('\n', cases.Select(item => $"{item.Text}\t{target(item)}")));
}
