using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Shadow;

/// <summary>The command as a process.</summary>
public sealed class CompareCommandTests : IDisposable
{
    private readonly FixtureRepository _models = ShadowServer.WithTeachers();

    private string Input => Path.Combine(_models.Root, ".texts.txt");

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task Compare_FileOfTexts_ReportsAsTextJsonAndPage()
    {
        await File.WriteAllLinesAsync(
            Input,
            Enumerable
                .Range(0, 40)
                .Select(number => $"what is my <b>balance</b> number {number}")
                .Append("")
                .Append("WHAT is my <b>balance</b>  number 7"),
            TestContext.Current.CancellationToken
        );
        string json = Path.Combine(_models.Root, ".report.json"),
            html = Path.Combine(_models.Root, ".report.html");

        var (code, output, error) = await RunAsync("--model", "intent", "--input", Input, "--json", json, "--html", html);

        code.ShouldBe(0, error);
        output.ShouldContain("intent");
        output.ShouldContain("Sampled 41, compared 40, repeated 1, dropped 0, failed 0; ");
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken)).RootElement;
        ShadowServer.Number(report, "compared").ShouldBe(40);
        ShadowServer.Number(report, "repeated").ShouldBe(1);
        report.GetProperty("difference").GetProperty("rate").GetDouble().ShouldBeGreaterThan(0.9);
        report.GetProperty("sampleRate").GetDouble().ShouldBe(1);
        report.TryGetProperty("store", out _).ShouldBeFalse();
        var page = await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken);
        page.ShouldContain("&lt;b&gt;balance&lt;/b&gt;");
        page.ShouldNotContain("<b>balance");
    }

    [Theory]
    [InlineData("nope", "nope")]
    [InlineData("alone", "teacher")]
    public async Task Compare_ModelThatCannotBeChecked_EndsWithASentence(string model, string named)
    {
        await File.WriteAllTextAsync(Input, "a text", TestContext.Current.CancellationToken);

        var (code, _, error) = await RunAsync("--model", model, "--input", Input);

        code.ShouldBe(1);
        error.ShouldContain(named);
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Compare_NoSuchFile_EndsWithASentence()
    {
        var (code, _, error) = await RunAsync("--model", "intent", "--input", Input);

        code.ShouldBe(1);
        error.ShouldContain(".texts.txt");
        error.ShouldNotContain("   at ");
    }

    private Task<CommandLineRun> RunAsync(params string[] arguments) =>
        CommandLineRun.OfAsync(["compare", "--models", _models.Root, .. arguments]);
}
