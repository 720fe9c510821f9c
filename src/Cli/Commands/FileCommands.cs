using System.CommandLine;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Client;

namespace TransformerService.Cli.Commands;

/// <summary><c>translate-file</c>, <c>classify-file</c> and <c>embed-file</c>.</summary>
internal static class FileCommands
{
    private const int MostLabels = 1000,
        MostDimensions = 100_000;

    public static Command CreateTranslate()
    {
        var model = Model("for --from and --to, or the only translation model");
        var from = new Option<string?>("--from") { Description = "The texts' language, e.g. en. Default: the model's." };
        var to = new Option<string?>("--to") { Description = "The language to translate to, e.g. fr. Default: the model's." };
        var command = new Command(
            "translate-file",
            "Translates the texts of a table, or a document: resx, po, xliff, srt, vtt, md, html, docx."
        )
        {
            model,
            from,
            to,
        };
        new BulkOptions("translation").AddTo(
            command,
            parsed => new TranslateTask(parsed.GetValue(model), parsed.GetValue(from), parsed.GetValue(to)),
            new DocumentCommand(parsed => new TranslateRequest
            {
                Text = [],
                Model = parsed.GetValue(model),
                Source = parsed.GetValue(from),
                Target = parsed.GetValue(to),
            })
        );
        return command;
    }

    public static Command CreateClassify()
    {
        var model = Model("the only classification model, or the server's default");
        var topK = new Option<int>("--top-k")
        {
            Description = "Labels of a text, best first, in JSONL; other formats have the best alone. Default: 1.",
            HelpName = "labels",
            DefaultValueFactory = static _ => 1,
            CustomParser = static result => OptionValues.ReadNumber(result, "--top-k", 1, MostLabels),
        };
        var command = new Command("classify-file", "Classifies the texts of a file.") { model, topK };
        new BulkOptions("label").AddTo(command, parsed => new ClassifyTask(parsed.GetValue(model), parsed.GetValue(topK)));
        return command;
    }

    public static Command CreateEmbed()
    {
        var model = Model("the only embedding model");
        var dimensions = new Option<int?>("--dimensions")
        {
            Description = "How many numbers of each vector are kept. Default: all.",
            HelpName = "count",
            CustomParser = static result => OptionValues.ReadNumber(result, "--dimensions", 1, MostDimensions),
        };
        var command = new Command("embed-file", "Makes vectors of the texts of a file.") { model, dimensions };
        new BulkOptions("embedding").AddTo(command, parsed => new EmbedTask(parsed.GetValue(model), parsed.GetValue(dimensions)));
        return command;
    }

    private static Option<string?> Model(string otherwise) =>
        new("--model") { Description = $"The model's name. Default: {otherwise}.", HelpName = "name" };
}
