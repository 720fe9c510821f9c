using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TransformerService.Cli.Errors;
using TransformerService.Cli.Servers;
using TransformerService.Client;

namespace TransformerService.Cli.Commands;

/// <summary><c>models</c>: lists a server's models, and describes one.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Lists a server's models, and describes one.") { CreateList(), CreateShow() };

    private static Command CreateList()
    {
        var command = new Command("list", "Lists the models.");
        return WithServer(
            command,
            async (client, _, cancellationToken) =>
            {
                var table = new Table().AddColumns("Model", "Task", "Languages", "State", "Version").Border(TableBorder.Simple);
                foreach (var model in (await client.ListModelsAsync(cancellationToken)).Models)
                {
                    table.AddRow(
                        Markup.Escape(model.Name),
                        model.Task is { } task ? ServerNames.Of(task) : "",
                        Markup.Escape(Languages(model)),
                        ServerNames.Of(model.State),
                        Markup.Escape(model.Variants is [var answering, ..] ? answering.Version ?? "" : "")
                    );
                }

                AnsiConsole.Write(table);
            }
        );
    }

    private static Command CreateShow()
    {
        var name = new Argument<string>("NAME") { Description = "The model's name." };
        var command = new Command("show", "Describes a model: its variants, versions and limits.") { name };
        return WithServer(
            command,
            async (client, parsed, cancellationToken) =>
            {
                try
                {
                    Console.Out.Write(Describe(await client.GetModelAsync(parsed.GetRequiredValue(name), cancellationToken)));
                }
                catch (TransformerServiceException failure) when (failure.Code == TransformerServiceErrors.ModelNotFound)
                {
                    throw new CliException(failure.Message, ExitCode.WrongArguments);
                }
            }
        );
    }

    private static Command WithServer(Command command, Func<ITransformerServiceClient, ParseResult, CancellationToken, Task> askAsync)
    {
        var options = new ServerOptions();
        options.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
                CommandRun.GuardAsync(
                    async () =>
                    {
                        var settings = options.Read(parsed);
                        await using var server = new Server(settings.Addresses[0], settings.Key);
                        await askAsync(server.Client, parsed, cancellationToken);
                        return ExitCode.Success;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static string Describe(ModelInfo model)
    {
        List<string> lines =
        [
            $"{model.Name}: {(model.Task is { } task ? ServerNames.Of(task) : "unknown")}, {ServerNames.Of(model.State)} {Languages(model)}".TrimEnd(),
        ];
        lines.AddRange(new[] { model.Description, model.License }.OfType<string>().Select(static line => $"  {line}"));
        lines.AddRange(model.Faults.Concat(model.Warnings).Select(static line => $"  ! {line}"));
        foreach (var variant in model.Variants)
        {
            lines.Add(
                $"  {ServerNames.Of(variant.Variant)}: {ServerNames.Of(variant.State)}, version {variant.Version ?? "none"}, {variant.ExecutionProvider ?? "not loaded"}"
            );
            if (variant.Limits is { } limits)
            {
                lines.Add($"    limits of a call: {Number(limits.MaxTexts)} texts, {Number(limits.MaxCharacters)} characters");
                lines.Add($"    limit of a text: {Number(limits.MaxInputTokens)} tokens");
            }

            lines.AddRange(variant.Faults.Select(static line => $"    ! {line}"));
        }

        return string.Join('\n', lines) + "\n";
    }

    private static string Languages(ModelInfo model) =>
        (model.SourceLanguage, model.TargetLanguage, model.SourceLanguages, model.TargetLanguages) switch
        {
            (null, null, null, null) => "",
            var (source, target, sources, targets) => $"{source ?? Count(sources)} to {target ?? Count(targets)}",
        };

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Count(IReadOnlyList<string>? languages) =>
        string.Create(CultureInfo.InvariantCulture, $"{languages?.Count ?? 0} languages");
}
