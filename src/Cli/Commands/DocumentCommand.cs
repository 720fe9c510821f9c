using System.CommandLine;
using TransformerService.Cli.Documents;
using TransformerService.Client;

namespace TransformerService.Cli.Commands;

/// <summary>What translate-file needs for documents.</summary>
/// <param name="template">Reads model and languages.</param>
internal sealed class DocumentCommand(Func<ParseResult, TranslateRequest> template)
{
    private const int LeastLength = 10,
        MostLength = 1_000;

    private readonly Option<bool> _retranslate = new("--retranslate")
    {
        Description = "Translates texts of po and xliff files again that have a translation. Default: only those without.",
    };
    private readonly Option<int> _lineLength = new("--line-length")
    {
        Description = $"Characters in a line of a subtitle, at most. Default: {new DocumentOptions().MaxLineLength}.",
        HelpName = "characters",
        DefaultValueFactory = static _ => new DocumentOptions().MaxLineLength,
        CustomParser = static result => OptionValues.ReadNumber(result, "--line-length", LeastLength, MostLength),
    };

    /// <summary>Whether a file is done as a document: its name says so, and no format of tables was given.</summary>
    public static bool Does(string path, string? format) => format is null && DocumentFormats.Knows(path);

    public void AddTo(Command command)
    {
        command.Options.Add(_retranslate);
        command.Options.Add(_lineLength);
    }

    public TranslateRequest Template(ParseResult parsed) => template(parsed);

    /// <param name="parsed">The options.</param>
    /// <param name="target">The language of the translations.</param>
    public DocumentOptions Options(ParseResult parsed, string? target) =>
        new()
        {
            Retranslate = parsed.GetValue(_retranslate),
            MaxLineLength = parsed.GetValue(_lineLength),
            TargetLanguage = target,
        };
}
