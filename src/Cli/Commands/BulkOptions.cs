using System.CommandLine;
using TransformerService.Cli.Bulk;
using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Errors;
using TransformerService.Cli.Files;

namespace TransformerService.Cli.Commands;

/// <summary>The options of the commands that do files.</summary>
/// <param name="outputField">The field for the answers, unless set otherwise.</param>
internal sealed class BulkOptions(string outputField)
{
    private const string Field = "text",
        FirstColumn = "1",
        FaultsSuffix = ".faults.jsonl";
    private const int MostTexts = 10_000;

    private readonly ServerOptions _servers = new();
    private readonly Argument<string> _input = new("FILE") { Description = $"The file: {FormatNames.Known}." };
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The file to write, of the same format. A run that was ended goes on where it ended.",
        HelpName = "file",
        Required = true,
    };
    private readonly Option<string?> _format = new("--format")
    {
        Description = $"The format, where the name does not say it: {string.Join(", ", FormatNames.All.Keys)}.",
    };
    private readonly Option<string?> _field = new("--field", "--column")
    {
        Description = "The field or column with the text. Default: text; with --no-header 1.",
    };
    private readonly Option<string> _outputField = new("--output-field")
    {
        Description = $"The field or column for the answer. Default: {outputField}.",
        DefaultValueFactory = _ => outputField,
    };
    private readonly Option<bool> _noHeader = new("--no-header")
    {
        Description = "The first line of a CSV or TSV file is a line like the others; --column is a number.",
    };
    private readonly Option<string?> _faults = new("--faults")
    {
        Description = "The file for lines that could not be done, or only in part. Default: OUTPUT.faults.jsonl.",
        HelpName = "file",
    };
    private readonly Option<bool> _faultsWithText = new("--faults-with-text")
    {
        Description = "Writes the texts of these lines there too.",
    };
    private readonly Option<bool> _allowFaults = new("--allow-faults")
    {
        Description = "Ends with 0 in place of 3 if lines could not be done, or only in part.",
    };
    private readonly Option<bool> _restart = new("--restart") { Description = "Begins again, and replaces what an earlier run wrote." };
    private readonly Option<Shard> _shard = new("--shard")
    {
        Description = "Does one of N parts of the file, I from 0 to N-1; 'merge' joins the outputs.",
        HelpName = "I/N",
        DefaultValueFactory = static _ => Shard.Whole,
        CustomParser = static result => OptionValues.ReadShard(result, "--shard"),
    };
    private readonly Option<int> _batch = new("--batch")
    {
        Description = "Texts of a call, at most; the server's own limit holds too. Default: 32.",
        HelpName = "texts",
        DefaultValueFactory = static _ => 32,
        CustomParser = static result => OptionValues.ReadNumber(result, "--batch", 1, MostTexts),
    };
    private readonly Option<TimeSpan> _checkpoint = new("--checkpoint")
    {
        Description = "How often the files are put on the disk; what a kill undoes is at most so much work. Default: 2s.",
        HelpName = "time",
        DefaultValueFactory = static _ => TimeSpan.FromSeconds(2),
        CustomParser = static result => OptionValues.ReadTime(result, "--checkpoint"),
    };

    /// <summary>Adds the options, and what runs the command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="task">What is done with each text.</param>
    /// <param name="document">Does a document, if the command can.</param>
    public void AddTo(Command command, Func<ParseResult, IBulkTask> task, DocumentCommand? document = null)
    {
        command.Arguments.Add(_input);
        Option[] options =
        [
            _output,
            _format,
            _field,
            _outputField,
            _noHeader,
            _faults,
            _faultsWithText,
            _allowFaults,
            _restart,
            _shard,
            _batch,
            _checkpoint,
        ];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        _format.AcceptOnlyFromAmong([.. FormatNames.All.Keys]);
        _servers.AddTo(command);
        document?.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
                CommandRun.GuardAsync(
                    () =>
                        document is not null && DocumentCommand.Does(parsed.GetRequiredValue(_input), parsed.GetValue(_format))
                            ? Read(parsed, document).RunAsync(cancellationToken)
                            : new BulkRun(Read(command.Name, parsed, task(parsed)), TimeProvider.System).RunAsync(cancellationToken),
                    cancellationToken
                )
        );
    }

    /// <summary>The run of a document. Options of tables that were given are refused.</summary>
    private DocumentRun Read(ParseResult parsed, DocumentCommand document)
    {
        var (input, output, faults) = ReadPaths(parsed);
        Option[] ofTables = [_field, _outputField, _noHeader, _shard, _batch, _checkpoint];
        if (ofTables.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } wrong)
        {
            throw new CliException($"{wrong.Name} is for tables and text, not for documents; leave it out.", ExitCode.WrongArguments);
        }

        if (!Path.GetExtension(output).Equals(Path.GetExtension(input), StringComparison.OrdinalIgnoreCase))
        {
            throw new CliException($"--output must end with {Path.GetExtension(input)}, as the document does.", ExitCode.WrongArguments);
        }

        var template = document.Template(parsed);
        return new DocumentRun
        {
            Input = input,
            Output = output,
            Template = template,
            Options = document.Options(parsed, template.Target),
            Servers = _servers.Read(parsed),
            Faults = faults,
            FaultsWithText = parsed.GetValue(_faultsWithText),
            AllowFaults = parsed.GetValue(_allowFaults),
            Restart = parsed.GetValue(_restart),
        };
    }

    /// <summary>The files of a run, which must not overwrite each other.</summary>
    private (string Input, string Output, string Faults) ReadPaths(ParseResult parsed)
    {
        string input = parsed.GetRequiredValue(_input),
            output = parsed.GetRequiredValue(_output),
            faults = parsed.GetValue(_faults) ?? output + FaultsSuffix;
        FilePaths.CheckInput(input);
        FilePaths.CheckOutput("--output", output);
        FilePaths.CheckOutput("--faults", faults);
        (string, string)[] own = [.. BulkPlan.WorkFiles(output).Select(static path => ($"{path}, which the run writes,", path))];
        FilePaths.CheckDistinct([("the input", input), ("--output", output), ("--faults", faults), .. own]);
        return (input, output, faults);
    }

    private BulkPlan Read(string command, ParseResult parsed, IBulkTask task)
    {
        var (input, output, faults) = ReadPaths(parsed);
        var hasHeader = !parsed.GetValue(_noHeader);
        var table = new TableSettings
        {
            Input = input,
            Output = output,
            Format = FormatNames.Choose(input, output, parsed.GetValue(_format)),
            Column = parsed.GetValue(_field) ?? (hasHeader ? Field : FirstColumn),
            OutputField = parsed.GetRequiredValue(_outputField),
            HasHeader = hasHeader,
        };
        return new BulkPlan
        {
            Command = command,
            Task = task,
            Table = table,
            Servers = _servers.Read(parsed),
            Shard = parsed.GetValue(_shard),
            Batch = parsed.GetValue(_batch),
            FaultsPath = faults,
            FaultsWithText = parsed.GetValue(_faultsWithText),
            AllowFaults = parsed.GetValue(_allowFaults),
            Restart = parsed.GetValue(_restart),
            Checkpoint = parsed.GetValue(_checkpoint),
        };
    }
}
