using System.CommandLine;
using Shouldly;
using TransformerService.Distillation.Commands;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Tests.Data;
using TransformerService.Distillation.Tests.Onnx;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _files.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Invoke_Translation_PrintsATableAndWritesTheFiles()
    {
        using var model = new FixtureModel("translation", ("student", "marian-tiny"), ("teacher", "marian-tiny-nopast"));
        string[] pairs =
        [
            .. Enumerable
                .Range(1, 2)
                .Select(i =>
                    _files.Write(
                        $"set{i}.tsv",
                        "Several women wait outside in a city.\tPlusieurs femmes attendent dehors dans une ville.\n"
                    )
                ),
        ];
        var curve = _files.Write(
            "curve.json",
            """{"name":"student","points":[{"epoch":1,"seconds":60,"trainingLoss":3,"validationLoss":2.5}]}"""
        );
        string json = Path.Combine(_files.Path, "out", "report.json"),
            html = Path.Combine(_files.Path, "report.html");

        var code = await InvokeAsync(
            model.Path,
            "--pairs",
            pairs[0],
            pairs[1],
            "--variant",
            "student",
            "--beams",
            "1",
            "--curves",
            curve,
            "--json",
            json,
            "--html",
            html
        );

        code.ShouldBe(0);
        var lines = _output.ToString().Split('\n');
        lines[0].ShouldBe("Translation");
        lines[1].ShouldContain("BLEU");
        lines[2].ShouldStartWith("student ");
        lines[2].ShouldContain(" set1.tsv ");
        lines[2].ShouldContain(" 100.0 ");
        lines[2].ShouldEndWith("float32    greedy");
        lines[3].ShouldContain(" set2.tsv ");
        _output.ToString().ShouldNotContain('\u001b');
        _error.ToString().ShouldContain("student: set1.tsv, 1 pairs");
        var report = ReportJson.Read(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken));
        report.Rows.Select(row => row.System).ShouldBe([SystemRole.Student, SystemRole.Student]);
        report.Curves.ShouldHaveSingleItem().Name.ShouldBe("student");
        (await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken)).ShouldStartWith("<!DOCTYPE html>");
    }

    [Fact]
    public async Task Invoke_Classification_TakesLabelAndThreshold()
    {
        using var model = new FixtureModel("text-classification", ("student", "distilbert-tiny"));
        string labelled = _files.Write("sst.tsv", "a gorgeous , witty , seductive movie .\tPOSITIVE\n"),
            other = _files.Write("other.tsv", "the plot is dull .\tnone\n");

        var code = await InvokeAsync(
            model.Path,
            "--labelled",
            labelled,
            "--out-of-scope",
            other,
            "--out-of-scope-label",
            "none",
            "--threshold",
            "0.99"
        );

        // 0.9968 stays, 0.9862 is turned away.
        code.ShouldBe(0);
        var cells = _output.ToString().Split('\n')[2].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        cells[3..11].ShouldBe(["100.0", "100.0", "0.003", "1", "100.0", "0.0", "1.000", "1"]);
        _output.ToString().ShouldContain("has a probability below 0.99");
    }

    [Fact]
    public async Task Invoke_Cards_WritesOneForEachVariantThatIsEvaluated()
    {
        using var model = new FixtureModel("text-classification", ("student", "distilbert-tiny"), ("teacher", "bert-tiny"));
        var labelled = _files.Write("sst.tsv", "a gorgeous , witty , seductive movie .\tPOSITIVE\n");

        (
            await InvokeAsync(
                model.Path,
                "--labelled",
                labelled,
                "--variant",
                "student",
                "--cards",
                RepositoryRoot.Folder("recipes", "sentiment.json")
            )
        ).ShouldBe(0);

        (
            await File.ReadAllTextAsync(Path.Combine(model.Path, "student", "README.md"), TestContext.Current.CancellationToken)
        ).ShouldContain("| 100.0 |");
        File.Exists(Path.Combine(model.Path, "teacher", "README.md")).ShouldBeFalse();
        (
            await Should.ThrowAsync<EvaluationException>(() =>
                InvokeAsync(model.Path, "--labelled", labelled, "--cards", RepositoryRoot.Folder("recipes", "en-fr.json"))
            )
        ).Message.ShouldContain("a different task");
    }

    [Theory]
    [InlineData("--variant", "both")]
    [InlineData("--threshold", "much")]
    [InlineData("--beams", "few")]
    public void Parse_OptionThatIsNone_IsRefused(string option, string value) =>
        EvaluateCommand.Create().Parse(["model", option, value]).Errors.ShouldHaveSingleItem().Message.ShouldContain(value);

    [Fact]
    public async Task Invoke_FileThatCannotBeWritten_IsRefusedFirst()
    {
        var fault = await Should.ThrowAsync<EvaluationException>(() =>
            InvokeAsync("no-model", "--pairs", "no-file", "--html", _files.Path)
        );
        fault.Message.ShouldContain(_files.Path);
        fault.Message.ShouldContain("cannot be written");
    }

    private Task<int> InvokeAsync(params string[] arguments) =>
        EvaluateCommand
            .Create()
            .Parse(arguments)
            .InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    Output = _output,
                    Error = _error,
                },
                TestContext.Current.CancellationToken
            );
}
