using System.Globalization;
using System.Text;
using System.Text.Json;
using TransformerService.Cli.Bulk;
using TransformerService.Cli.Bulk.Progress;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Documents;
using TransformerService.Cli.Errors;
using TransformerService.Cli.Files;
using TransformerService.Cli.Servers;
using TransformerService.Client;

namespace TransformerService.Cli.Commands;

/// <summary>Translates one document. It is written as a whole or not at all: a run that was ended begins again.</summary>
internal sealed record DocumentRun
{
    public required string Input { get; init; }

    public required string Output { get; init; }

    /// <summary>Model and languages.</summary>
    public required TranslateRequest Template { get; init; }

    public required DocumentOptions Options { get; init; }

    public required ServerPoolSettings Servers { get; init; }

    /// <summary>The file for texts that stay as they are.</summary>
    public required string Faults { get; init; }

    /// <summary>Whether these texts are written there too.</summary>
    public bool FaultsWithText { get; init; }

    /// <summary>Whether such texts do not show in the exit code.</summary>
    public bool AllowFaults { get; init; }

    /// <summary>Whether an output and a file of faults that are there are replaced.</summary>
    public bool Restart { get; init; }

    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        if (!Restart)
        {
            FilePaths.RefusePresent("--output", Output);
            FilePaths.RefusePresent("--faults", Faults);
        }

        var document = Read();
        var part = Output + ".part";
        DocumentReport report;
        try
        {
            await using var servers = new ServerPool(Servers, TimeProvider.System, ProgressView.Report);
            await ModelCheck.RunAsync(servers, new TranslateTask(Template.Model, Template.Source, Template.Target), cancellationToken);
            var translator = new DocumentTranslator(
                (request, token) => servers.CallAsync((client, ending) => client.TranslateAsync(request, ending), token),
                Template
            );
            await using (var output = File.Create(part))
            {
                report = await translator.TranslateAsync(document, output, cancellationToken: cancellationToken);
            }

            File.Move(part, Output, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }

        return Conclude(document, report);
    }

    private IDocument Read()
    {
        try
        {
            using var input = File.OpenRead(Input);
            return DocumentFormats.Open(Input, input, Options);
        }
        catch (DocumentException exception)
        {
            throw new CliException($"{Path.GetFileName(Input)}: {exception.Message}", ExitCode.WrongArguments);
        }
    }

    private ExitCode Conclude(IDocument document, DocumentReport report)
    {
        var done = string.Create(CultureInfo.InvariantCulture, $"{Output}: {report.Texts:N0} texts");
        if (report.Faults.Count == 0)
        {
            File.Delete(Faults);
            ProgressView.Report($"{done}.");
            return ExitCode.Success;
        }

        File.WriteAllLines(Faults, report.Faults.Select(fault => Line(document, fault)), new UTF8Encoding(false));
        ProgressView.Report(
            string.Create(CultureInfo.InvariantCulture, $"{done}, {report.Faults.Count:N0} of them stay as they are: see {Faults}.")
        );
        return AllowFaults ? ExitCode.Success : ExitCode.LinesFailed;
    }

    private string Line(IDocument document, DocumentFault fault)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber("text_number", fault.Index + 1);
            json.WriteString("place", fault.Place);
            json.WriteString("code", fault.Code);
            json.WriteString("reason", fault.Detail);
            if (FaultsWithText)
            {
                json.WriteString("text", document.Texts[fault.Index].Text);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.ToArray());
    }
}
