using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Cli;

/// <summary><c>translate-file</c> of documents, as the tool's process does it.</summary>
public sealed class DocumentCommandTests(ApiServer server) : IDisposable
{
    private const string Subtitles = "1\n00:00:01,000 --> 00:00:02,000\nTwo dogs are playing.\n\n2\n00:00:03,000 --> 00:00:04,000\n12:30\n";

    private readonly BulkFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task TranslateFile_Subtitles_AreTranslatedAndKeepTheirTimes()
    {
        _files.Write("in.srt", Subtitles);

        var (code, said) = await RunAsync("in.srt", "out.srt");

        code.ShouldBe(0, said);
        said.ShouldContain("1 texts");
        var written = await File.ReadAllTextAsync(_files.Path("out.srt"), TestContext.Current.CancellationToken);
        written.ShouldStartWith("1\n00:00:01,000 --> 00:00:02,000\n");
        written.ShouldEndWith("2\n00:00:03,000 --> 00:00:04,000\n12:30\n");
        written.ShouldNotContain("Two dogs");
        File.Exists(_files.Path("out.srt.part")).ShouldBeFalse();

        (code, said) = await RunAsync("in.srt", "out.srt");
        (code, said.Contains("is there already", StringComparison.Ordinal)).ShouldBe((2, true), said);
        (code, said) = await RunAsync("in.srt", "out.srt", "--restart", "--line-length", "10");
        code.ShouldBe(0, said);
    }

    [Fact]
    public async Task TranslateFile_TextThatIsTooLong_StaysAndIsAFault()
    {
        var text = new string('a', 600_000);
        _files.Write(
            "in.resx",
            $"<root><data name=\"a\"><value>Two dogs.</value></data><data name=\"b\"><value>{text}</value></data></root>"
        );

        var (code, said) = await RunAsync("in.resx", "out.resx");

        code.ShouldBe(3, said);
        (await File.ReadAllTextAsync(_files.Path("out.resx"), TestContext.Current.CancellationToken)).ShouldContain(text);
        var fault = JsonDocument
            .Parse(
                (
                    await File.ReadAllLinesAsync(_files.Path("out.resx.faults.jsonl"), TestContext.Current.CancellationToken)
                ).ShouldHaveSingleItem()
            )
            .RootElement;
        fault.GetProperty("code").GetString().ShouldBe("inputTooLarge");
        fault.TryGetProperty("text", out _).ShouldBeFalse();
        (await RunAsync("in.resx", "out.resx", "--restart", "--allow-faults")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task TranslateFile_FaultsFileOfAnother_IsRefused()
    {
        _files.Write("in.srt", Subtitles);
        _files.Write("notes.txt", "precious\n");

        var (code, said) = await RunAsync("in.srt", "out.srt", $"--faults={_files.Path("notes.txt")}");

        (code, said.Contains("Set another --faults", StringComparison.Ordinal)).ShouldBe((2, true), said);
        (await _files.ReadAsync("notes.txt")).ShouldBe("precious\n");
        File.Exists(_files.Path("out.srt")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("in.srt", "out.srt", "--shard=0/2", 2, "--shard is for tables and text, not for documents")]
    [InlineData("in.srt", "out.txt", "--restart", 2, "--output must end with .srt")]
    [InlineData("in.srt", "out.srt", "--line-length=5", 2, "--line-length takes a whole number from 10 to 1000.")]
    [InlineData("in.srt", "out.srt", "--model=nope", 2, "The server has no model 'nope' for this command")]
    [InlineData("in.docx", "out.docx", "--restart", 2, "in.docx: ")]
    public async Task TranslateFile_WrongForADocument_SaysWhatToChange(string input, string output, string option, int code, string why)
    {
        _files.Write("in.srt", Subtitles);
        _files.Write("in.docx", "not a zip file");

        var (ended, said) = await RunAsync(input, output, option);

        (ended, said.Contains(why, StringComparison.Ordinal)).ShouldBe((code, true), said);
        File.Exists(_files.Path(output)).ShouldBeFalse();
        File.Exists(_files.Path(output + ".part")).ShouldBeFalse();
    }

    private Task<(int Code, string Said)> RunAsync(string input, string output, params string[] options) =>
        CliProcess.RunAsync(["translate-file", _files.Path(input), "-o", _files.Path(output), $"--server={server.Address}", .. options]);
}
